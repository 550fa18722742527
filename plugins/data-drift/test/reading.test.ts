import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { codeOf, compare, folder, read } from './tables.ts';

const version = (text: string) =>
  `id,ver\n${Array.from({ length: 100 }, (_, id) => `${id},${text}`).join('\n')}\n`;

function compareTexts(reference: string, current: string, config: Partial<Config>) {
  writeFileSync(join(folder, 'r.csv'), reference);
  writeFileSync(join(folder, 'c.csv'), current);
  return measureFixture(plugin, { reference: 'r.csv', current: 'c.csv', ...config }, folder);
}

test('categories are compared as they are written: 1.10 is not 1.1', async () => {
  const config = { columns: ['ver'], categorical: ['ver'] };
  const measured = await compareTexts(version('1.1'), version('1.10'), config);
  expect(read(measured, 'psi_max')?.value).toBeGreaterThan(1);
  expect(read(measured, 'unseen_share', { column: 'ver' })?.value).toBe(1);
  expect(measured.details?.reading).toMatchObject({
    'r.csv': { types: { ver: 'VARCHAR' } },
    'c.csv': { types: { ver: 'VARCHAR' } },
  });
});

test('the reader options hold for both tables', async () => {
  const reader = { decimal: ',', delimiter: ';' } as const;
  const numbers = Array.from({ length: 50 }, (_, id) => `${id};${id},5`).join('\n');
  const measured = await compareTexts(`id;x\n${numbers}\n`, `id;x\n${numbers}\n`, { columns: ['x'], reader });
  expect(read(measured, 'ks_max')?.value).toBe(0);
  const types = { nothing: 'text' } as const;
  expect(await codeOf(compareTexts('a\n1\n', 'a\n2\n', { reader: { types } }))).toBe('missing-column');
});

test('the index that pandas wrote is not compared (delta-rs 1698)', async () => {
  const tables = { reference: 'pandas-index-reference.parquet', current: 'pandas-index-current.parquet' };
  const measured = await measureFixture(plugin, tables, folder);
  expect(measured.headline).toMatchObject({ columns: 2, psi_max: expect.closeTo(0, 1) });
  expect(read(measured, 'columns_index')).toMatchObject({ value: 1, n: 3 });
  const named = await measureFixture(plugin, { ...tables, columns: ['__index_level_0__'] }, folder);
  expect(read(named, 'psi_max')?.value).toBeGreaterThan(8);
  expect(read(named, 'columns_index')?.value).toBe(0);
});

test('numbers that a float64 does not tell apart are refused, and compared where they are declared text', async () => {
  const numbers = (by: string) => `SELECT (18446744073709551615 - ${by})::UBIGINT AS x FROM range(300)`;
  expect(await codeOf(compare(numbers('range'), numbers('range % 10')))).toBe('column-type');
  const reader = { types: { x: 'text' } } as const;
  const measured = await compare(numbers('range % 20'), numbers('range % 10'), { reader });
  expect(read(measured, 'psi_max')?.value).toBeGreaterThan(1);
});

test('dates that can be read in two ways are refused, unless the column is left out', async () => {
  const table = `id,seen\n${Array.from({ length: 50 }, (_, id) => `${id},0${1 + (id % 9)}/02/2024`).join('\n')}\n`;
  expect(await codeOf(compareTexts(table, table, {}))).toBe('ambiguous-date');
  const measured = await compareTexts(table, table, { exclude: ['seen'] });
  expect(read(measured, 'columns_compared')?.value).toBe(1);
});
