import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readProgram } from '@gatehouse/plugin-build';
import { folderWith, packages } from '@gatehouse/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { runPlugin } from '../src/run-plugin.ts';
import { codeOf } from './trial.ts';

const folder = join(packages, '../plugins/example-python');
const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

async function measure(table: string | Uint8Array, column = 'income') {
  const repositoryDirectory = folderWith({ 'release/table.csv': table });
  const manifest = readProgram(folder);
  if (!manifest) throw new Error('no plugin.json');
  return runPlugin({
    manifest,
    directory: folder,
    config: { table: 'table.csv', column },
    path: process.env.PATH,
    releaseDirectory: join(repositoryDirectory, 'release'),
    repositoryDirectory,
  });
}

describe('the example in Python', () => {
  beforeEach((context) => {
    if (!hasPython) context.skip('python3 is not on this machine');
  });

  test('measures a column', async () => {
    const result = await measure('name,income\n"a, b",1\nc,\n"d\ne",0.1\nf,2e-1\n');
    expect('measured' in result && result.measured).toMatchObject({
      examined: 4,
      measurements: [
        { metric: 'rows', value: 4, n: 4, labels: {} },
        { metric: 'missing_share', value: 0.25, n: 4, labels: { column: 'income' } },
        { metric: 'mean', value: 1.3 / 3, n: 3, labels: { column: 'income' } },
      ],
      headline: { rows: 4, missing: 1 },
    });
  });

  test('says that there is nothing to measure', async () => {
    const result = await measure('income\n');
    expect('measured' in result && result.measured).toMatchObject({
      examined: 0,
      measurements: [
        { value: 0, n: 0 },
        { value: null, n: 0, note: 'no rows' },
        { value: null, n: 0, note: 'no numbers' },
      ],
    });
  });

  test.each<[string, string | Uint8Array]>([
    ['no-column', 'a,b\n1,2\n'],
    ['no-column', 'income,income\n1,2\n'],
    ['no-column', ''],
    ['ragged-table', 'a,income\n1,2\n3\n'],
    ['not-a-number', 'income\nNaN\n'],
    ['not-a-number', 'income\n1_000\n'],
    ['not-a-number', 'income\n1e999\n'],
    ['not-csv', 'income\n"1\n'],
    ['not-csv', Buffer.from('income\n\xff\n', 'latin1')],
  ])('%s for %j', async (code, table) => {
    expect(codeOf(await measure(table))).toBe(code);
  });
});
