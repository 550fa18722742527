import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { codeOf, folder, read } from './tables.ts';

const rows = (n: number, row: string) => `${row}\n`.repeat(n);
const branches =
  'y,p,branch\n' +
  rows(90, '1,1,1.1') +
  rows(10, '1,0,1.1') +
  rows(10, '1,1,1.10') +
  rows(90, '1,0,1.10') +
  rows(100, '1,1,1.2') +
  rows(100, '1,0,1.2') +
  rows(1, '0,0,1.2');

function measure(content: string, config: Partial<Config> = {}) {
  writeFileSync(join(folder, 'rows.csv'), content);
  const columns = { data: 'rows.csv', label: 'y', prediction: 'p', sensitive: ['branch'] };
  return measureFixture(plugin, { ...columns, ...config }, folder);
}

test('groups are told apart as they are written: 1.10 is not 1.1', async () => {
  const measured = await measure(branches);
  // Of pandas 3.1.1, dtype str: groupby("branch").p.mean() is 0.9, 0.1 and 0.4975.
  expect(measured.headline?.adverse_impact_ratio_min).toBe(0.1111);
  expect(read(measured, 'selection_rate', { attribute: 'branch', group: '1.10' })?.value).toBe(0.1);
  expect(measured.details?.reading).toMatchObject({ 'rows.csv': { types: { branch: 'VARCHAR' } } });
});

test('the reader options hold', async () => {
  const answers = branches.replaceAll(/\b[01](?=,)/g, (digit) => (digit === '1' ? 'yes' : 'no'));
  const reader = { types: { y: 'boolean', p: 'boolean' } } as const;
  const measured = await measure(answers, { reader, positive: true });
  expect(measured.headline?.adverse_impact_ratio_min).toBe(0.1111);
  expect(await codeOf(measure(answers, { reader: { types: { y: 'date' } } }))).toBe('not-as-declared');
  expect(await codeOf(measure(branches, { reader: { types: { z: 'text' } } }))).toBe('missing-column');
});

test('dates of a column that nobody asks for may be read in two ways, which is told', async () => {
  const lines = branches.trimEnd().split('\n');
  const measured = await measure(
    `${lines.map((line, at) => `${line},${at === 0 ? 'seen' : '01/02/2024'}`).join('\n')}\n`,
  );
  expect(measured.headline?.adverse_impact_ratio_min).toBe(0.1111);
  expect(measured.details?.reading).toMatchObject({
    'rows.csv': { types: { seen: 'VARCHAR' }, either_format: { seen: ['%d/%m/%Y', '%m/%d/%Y'] } },
  });
});
