import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { contractOf, folder, rulesOf } from './tables.ts';

function keep(content: string, properties: Record<string, unknown>[], config: Partial<Config> = {}) {
  writeFileSync(join(folder, 'written.csv'), content);
  writeFileSync(join(folder, 'contract.yaml'), contractOf(properties));
  return measureFixture(plugin, { contract: 'contract.yaml', data: 'written.csv', ...config }, folder);
}

test('dates that may be day or month first are refused, and kept to the bound where it is declared', async () => {
  const text = 'd,v\n01/02/2024,1\n05/06/2024,2\n';
  const d = { name: 'd', logicalType: 'date', logicalTypeOptions: { maximum: '2024-05-31' } };
  await expect(keep(text, [d])).rejects.toMatchObject({ code: 'ambiguous-date' });
  const measured = await keep(text, [d], { reader: { date_format: '%m/%d/%Y' } });
  expect(rulesOf(measured, 'd')).toEqual({ exists: [0, 1], logicalType: [0, 1], maximum: [0, 2] });
  expect(measured.details?.reading).toMatchObject({ 'written.csv': { date_formats: { d: '%m/%d/%Y' } } });
});

test('what the contract calls a string or a boolean is read as one', async () => {
  const text = 'code,ok,n\n12345678901234567890,yes,1\n007,no,2\n';
  const properties = [
    { name: 'code', logicalType: 'string', logicalTypeOptions: { maxLength: 20 }, unique: true },
    { name: 'ok', logicalType: 'boolean' },
    { name: 'n', logicalType: 'integer' },
  ];
  const measured = await keep(text, properties);
  expect(measured.details?.types).toEqual({ code: 'VARCHAR', ok: 'BOOLEAN', n: 'BIGINT' });
  expect(measured.headline).toMatchObject({ rules_violated: 0, rules_unmeasured: 0 });
});

test('a column that is named in other letters is suggested', async () => {
  const measured = await keep('Age,x\n1,2\n', [{ name: 'age', required: true }]);
  const notes = measured.measurements.map(({ note }) => note).filter((note) => note !== undefined);
  expect(notes).toContain('there is no column age; there is `Age`');
});
