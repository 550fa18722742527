import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contractOf, folder, keep, read } from './tables.ts';

type Fields = Record<string, unknown>;

async function changesOf(before: Fields[], after: Fields[], objects: [Fields, Fields] = [{}, {}]) {
  writeFileSync(join(folder, 'previous.yaml'), contractOf(before, objects[0]));
  const contract = contractOf(after, objects[1], { version: '1.1.0' });
  const measured = await keep('SELECT 1 AS x', contract, { previous: 'previous.yaml' });
  const changes = measured.details?.changes as { column: string; change: string; kind: string }[];
  for (const kind of ['breaking', 'loosened', 'compatible'])
    expect(read(measured, 'contract_changes', { kind })?.value).toBe(
      changes.filter((one) => one.kind === kind).length,
    );
  expect(measured.headline?.breaking_changes).toBe(changes.filter(({ kind }) => kind === 'breaking').length);
  return changes.map(({ column, change, kind }) => `${kind}: ${column} ${change}`.trim());
}

const x = (fields: Fields = {}) => [{ name: 'x', ...fields }];
const limits = (logicalType: string, logicalTypeOptions: Fields) => x({ logicalType, logicalTypeOptions });

describe('a change of the contract', () => {
  test.each<[string, Fields[], Fields[], string[]]>([
    ['nothing', x(), x(), []],
    ['words only', x(), x({ description: 'new', tags: ['a'] }), []],
    ['a column removed', [...x(), { name: 'y' }], x(), ['breaking: y removed']],
    ['a column added', x(), [...x(), { name: 'y' }], ['compatible: y added']],
    [
      'a required column added',
      x(),
      [...x(), { name: 'y', required: true }],
      ['breaking: y added, and required'],
    ],
    ['a column in another place', x(), x({ physicalName: 'z' }), ['breaking: x physicalName x became z']],
    ['newly required', x(), x({ required: true }), ['breaking: x newly required']],
    ['no longer required', x({ required: true }), x(), ['loosened: x no longer required']],
    ['newly unique', x(), x({ unique: true }), ['breaking: x newly unique']],
    ['newly a key', x(), x({ primaryKey: true }), ['breaking: x newly in the primary key']],
    [
      'a type narrowed',
      x({ logicalType: 'number' }),
      x({ logicalType: 'integer' }),
      ['breaking: x logicalType number became integer'],
    ],
    [
      'a type widened',
      x({ logicalType: 'integer' }),
      x({ logicalType: 'number' }),
      ['loosened: x logicalType integer became number'],
    ],
    ['a type written otherwise', x({ physicalType: 'INT' }), x({ physicalType: 'int' }), []],
    [
      'another physical type',
      x({ physicalType: 'INT' }),
      x({ physicalType: 'BIGINT' }),
      ['breaking: x physicalType INT became BIGINT'],
    ],
    [
      'a floor raised, a ceiling raised',
      limits('integer', { minimum: 1, maximum: 5 }),
      limits('integer', { minimum: 2, maximum: 6 }),
      ['loosened: x maximum 5 became 6', 'breaking: x minimum 1 became 2'],
    ],
    [
      'a date moved',
      limits('date', { minimum: '2026-01-01' }),
      limits('date', { minimum: '2025-01-01' }),
      ['loosened: x minimum "2026-01-01" became "2025-01-01"'],
    ],
    [
      'a pattern added and a length dropped',
      limits('string', { maxLength: 5 }),
      limits('string', { pattern: 'a' }),
      ['loosened: x maxLength 5 became none', 'breaking: x pattern none became "a"'],
    ],
  ])('%s', async (_, before, after, expected) => {
    expect(await changesOf(before, after)).toEqual(expected);
  });

  test('of rules: a new number is a rule dropped and one added', async () => {
    const rule = (mustBeLessThan: number, name = 'few') => ({
      quality: [{ metric: 'rowCount', mustBeLessThan, name }],
    });
    expect(await changesOf(x(), x(), [rule(5), rule(5, 'renamed')])).toEqual([]);
    expect(await changesOf(x(), x(), [rule(5), rule(4)])).toEqual([
      'loosened:  rule rowCount removed',
      'breaking:  rule rowCount added',
    ]);
  });
});

test('the previous contract must be another file, and have the object', async () => {
  const contract = contractOf([{ name: 'x' }]);
  const codeOf = (previous: string) =>
    keep('SELECT 1 AS x', contract, { previous, object: 'rows' }).catch(({ code }: { code: string }) => code);
  expect(await codeOf('contract.yaml')).toBe('same-file');
  writeFileSync(join(folder, 'previous.yaml'), contract.replace('name: rows', 'name: lines'));
  expect(await codeOf('previous.yaml')).toBe('object-missing');
});
