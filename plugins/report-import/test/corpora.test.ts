import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { type Expected, testCorpus } from '@gatehouse/testing';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { codeOf, countsOf } from './reports.ts';

type Format = Config['reports'][number]['format'];
type Counts = Record<string, number | null>;

/** What an independent reader counted, and what the report must come to. */
const agrees: Partial<Record<Format, (counts: Counts, counted: Record<string, unknown>) => boolean>> = {
  dbt: (counts, { results, by_status }) => {
    const said = (by_status ?? {}) as Counts;
    return (
      Number(counts.checks) + Number(counts.unjudged) === results &&
      counts.passed === (said.pass ?? 0) &&
      counts.failed === (said.fail ?? 0) &&
      counts.warned === (said.warn ?? 0) &&
      counts.errored === (said.error ?? 0) &&
      counts.skipped === (said.skipped ?? 0) &&
      counts.unjudged === (said.success ?? 0)
    );
  },
  evidently: (counts, { metrics, tests }) => {
    const said = (tests ?? {}) as Counts;
    return (
      Number(counts.metrics) + Number(counts.unjudged) === metrics &&
      counts.passed === (said.SUCCESS ?? 0) &&
      Number(counts.failed) + Number(counts.warned) === (said.FAIL ?? 0) + (said.WARNING ?? 0)
    );
  },
  'great-expectations': (counts, { statistics }) => {
    const said = statistics as Counts;
    return (
      counts.checks === said.evaluated_expectations &&
      Number(counts.failed) + Number(counts.warned) + Number(counts.errored) ===
        said.unsuccessful_expectations &&
      // What holds of no value is skipped.
      Number(counts.passed) + Number(counts.skipped) === said.successful_expectations
    );
  },
};

function judge(format: Format) {
  return async (path: string, { valid, counted }: Expected): Promise<string | undefined> => {
    const file = statSync(path).isDirectory() ? join(path, readdirSync(path)[0] as string) : path;
    const reports: Config['reports'] = [{ format, path: basename(file) }];
    const measured = measureFixture(plugin, { reports }, dirname(file));
    const code = await codeOf(measured);
    if (valid === false) return code === 'measured' ? 'it must be refused' : undefined;
    if (code !== 'measured') return `refused: ${code}`;
    const counts = countsOf(await measured);
    if (counts.count_mismatch) return 'it is said to contradict itself';
    const isRight = agrees[format]?.(counts, counted ?? {}) ?? false;
    return isRight ? undefined : `found ${JSON.stringify(counts)}, expected ${JSON.stringify(counted)}`;
  };
}

for (const format of [
  'dbt',
  'evidently',
  'great-expectations',
  'deepchecks',
  'mlflow',
  'soda',
  'tfdv',
] as const)
  testCorpus(format, judge(format));
