import { basename, dirname } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { type Expected, testCorpus } from '@gatehouse/testing';
import { plugin } from '../src/index.ts';
import { codeOf, valuesOf } from './reports.ts';

/** Cut by hand after their tool wrote them: their totals are those of the whole. */
const cut = ['CSharp-Cobertura_dotnettest_old.xml', 'CSharp-OpenCoverWithEmbeddedSource.xml'];

interface Counted {
  counters?: { LINE?: { missed: number; covered: number } };
  counted_lines?: number;
  counted_lines_hit?: number;
  DA?: number;
  DA_hit?: number;
  declared?: Record<string, string>;
}

/** What an independent reader counted, or what the tool says of its report, of lines as they are listed. */
function answerOf({ counters, declared, ...counted }: Counted): (number | undefined)[] {
  if (counted.DA !== undefined) return [counted.DA, counted.DA_hit];
  if (counted.counted_lines) return [counted.counted_lines, counted.counted_lines_hit];
  // Of a report that lists lines by method alone, the reader counted none.
  if (declared) return [Number(declared['lines-valid']), Number(declared['lines-covered'])];
  const { missed, covered } = counters?.LINE ?? {};
  return missed === undefined || covered === undefined ? [] : [missed + covered, covered];
}

async function judge(file: string, { valid, counted }: Expected): Promise<string | undefined> {
  const measured = measureFixture(plugin, { reports: [basename(file)] }, dirname(file));
  const code = await codeOf(measured);
  if (valid === false) return code === 'measured' ? 'it must be refused' : undefined;
  if (code !== 'measured') return `refused: ${code}`;
  const { lines, lines_covered, count_mismatch } = valuesOf(await measured);
  const [listed] = ((await measured).details?.reports ?? []) as Record<string, number>[];
  const found = [listed?.lines_listed ?? lines, listed?.lines_listed_covered ?? lines_covered];
  const answer = answerOf((counted ?? {}) as Counted);
  if (answer.some((number, i) => number !== found[i])) return `found ${found}, expected ${answer}`;
  const isCut = cut.includes(basename(file));
  return (count_mismatch === 0) === isCut ? `count_mismatch ${count_mismatch}` : undefined;
}

const formats = ['clover', 'cobertura', 'istanbul-json', 'jacoco', 'lcov', 'opencover', 'py-json', 'other'];
const refused: Record<string, Record<string, string>> = {
  'coverage-jacoco': { 'JaCoCo_Ant.xml': 'a build file of Ant that runs JaCoCo, and no report' },
  'coverage-other': {
    'ncover-CSharp-NCover1.5.8.xml': 'NCover is not read',
    'scoverage-Scala-scoverage.xml': 'Scoverage is not read; it writes Cobertura too',
  },
};
for (const format of formats.map((name) => `coverage-${name}`))
  testCorpus(format, judge, refused[format] ?? {});
