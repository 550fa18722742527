import { basename, dirname } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { type Expected, testCorpus } from '@gatehouse/testing';
import { plugin } from '../src/index.ts';
import { codeOf, valuesOf } from './reports.ts';

async function judge(file: string, expected: Expected): Promise<string | undefined> {
  const measured = measureFixture(plugin, { reports: [basename(file)] }, dirname(file));
  const code = await codeOf(measured);
  if (expected.valid === false) return code === 'measured' ? 'it must be refused' : undefined;
  if (code !== 'measured') return `refused: ${code}`;
  const { tests, passed, failed, errored, skipped } = valuesOf(await measured);
  const found = JSON.stringify({ tests, passed, failed, errored, skipped });
  const right = countsOf(expected);
  return found === right ? undefined : `found ${found}, expected ${right}`;
}

// What the source or the tool says, else what an independent reader counted.
function countsOf({ expect, counted }: Expected): string {
  const first = (counted?.by_first_outcome ?? {}) as Record<string, number>;
  const { tests_succ, tests_fail, tests_error, tests_skip } = expect ?? {};
  const counts = {
    tests: expect?.tests ?? counted?.testcases,
    passed: tests_succ ?? expect?.passed ?? first.passed ?? 0,
    failed: tests_fail ?? expect?.failed ?? first.failure ?? 0,
    errored: tests_error ?? expect?.errors ?? first.error ?? 0,
    skipped: tests_skip ?? expect?.skipped ?? first.skipped ?? 0,
  };
  return JSON.stringify(counts);
}

testCorpus('junit', judge);
testCorpus('junit-from-scanners', judge);
