import { basename, dirname } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { type Expected, testCorpus } from '@gatehouse/testing';
import { plugin } from '../src/index.ts';
import { codeOf, valuesOf } from './reports.ts';

interface Counted {
  results: number;
  by_level: Record<string, number>;
  suppressed: number;
  baseline: Record<string, number>;
}

async function judge(file: string, { valid, counted }: Expected): Promise<string | undefined> {
  const measured = measureFixture(plugin, { reports: [basename(file)] }, dirname(file));
  const code = await codeOf(measured);
  if (valid === false) return code === 'measured' ? 'it must be refused' : undefined;
  if (code !== 'measured') return `refused: ${code}`;
  const values = valuesOf(await measured);
  const expected = counted as unknown as Counted;
  if ((await measured).examined === 0)
    return expected.results === 0 && values.results === null ? undefined : 'nothing was examined';
  // The independent reader counts by level whatever was suppressed, or is gone.
  const { absent = 0, new: fresh } = expected.baseline;
  const left = expected.results - expected.suppressed - absent;
  const isRight =
    values.results === left &&
    values.suppressed === expected.suppressed &&
    values.gone === absent &&
    (fresh === undefined || values.new === fresh) &&
    (left < expected.results ||
      ['error', 'warning', 'note'].every((level) => values[level] === (expected.by_level[level] ?? 0)));
  return isRight ? undefined : `found ${JSON.stringify(values)}, expected ${JSON.stringify(counted)}`;
}

const old = 'SARIF before 2.1.0 is not read';
testCorpus('sarif', judge, {
  'sdk-Comprehensive.sarif': old,
  'sdk-InlineExternalProperties.sarif': old,
  'sdk-Minimal.sarif': old,
  'sdk-RecommendedWithSource.sarif': old,
  'sdk-RecommendedWithoutSource.sarif': old,
});
