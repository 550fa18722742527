import { describe, expect, test } from 'vitest';
import { contractOf, keep } from './tables.ts';

const refused = (contract: string, config = {}) =>
  keep('SELECT 1 AS x', contract, config).then(
    () => 'measured',
    ({ code }: { code: string }) => code,
  );
const quality = (rule: Record<string, unknown>) => contractOf([{ name: 'x', quality: [rule] }]);
const options = (logicalType: string | undefined, logicalTypeOptions: Record<string, unknown>) =>
  contractOf([{ name: 'x', ...(logicalType ? { logicalType } : {}), logicalTypeOptions }]);

describe('a contract that is not understood is an error', () => {
  test.each<[string, string]>([
    ['an unknown field of an object', contractOf([{ name: 'x' }], { rules: [] })],
    ['an unknown field of a property', contractOf([{ name: 'x', nullable: false }])],
    ['a field of a later standard', contractOf([{ name: 'x', enum: [{ value: 1 }] }])],
    ['an unknown logical type', contractOf([{ name: 'x', logicalType: 'map' }])],
    ['an option of another type', options('integer', { minLength: 1 })],
    ['an option without a type', options(undefined, { minimum: 1 })],
    ['a bound that is no number', options('integer', { minimum: '1' })],
    ['a format that is none', options('integer', { format: 'i7' })],
    [
      'a length that is none',
      contractOf([{ name: 'x' }, { name: 'y', logicalType: 'string', logicalTypeOptions: { minlength: 1 } }]),
    ],
    ['a property without a name', contractOf([{ logicalType: 'string' }])],
    ['the same property twice', contractOf([{ name: 'x' }, { name: 'x' }])],
    ['no property', contractOf([])],
    ['a flag that is a text', contractOf([{ name: 'x', required: 'yes' }])],
    ['an unknown operator', quality({ metric: 'nullValues', mustBeAtMost: 1 })],
    ['no operator', quality({ metric: 'nullValues' })],
    ['a number that is a text', quality({ metric: 'nullValues', mustBe: '0' })],
    ['one number for two', quality({ metric: 'nullValues', mustBeBetween: [1] })],
    ['a range from high to low', quality({ metric: 'nullValues', mustBeBetween: [2, 1] })],
    ['an unknown metric', quality({ metric: 'freshness', mustBe: 0 })],
    ['a metric of the table on a column', quality({ metric: 'rowCount', mustBe: 0 })],
    ['an unknown unit', quality({ metric: 'nullValues', mustBe: 0, unit: 'permille' })],
    ['an unknown argument', quality({ metric: 'nullValues', mustBe: 0, arguments: { validValues: [1] } })],
    ['an argument that is missing', quality({ metric: 'invalidValues', mustBe: 0 })],
    ['an unknown type of rule', quality({ type: 'sodacl', mustBe: 0 })],
    ['no kind', contractOf([{ name: 'x' }], {}, { kind: 'DataProduct' })],
  ])('%s', async (_, contract) => {
    expect(await refused(contract)).toBe('contract-invalid');
  });

  test('another version of the standard', async () => {
    expect(await refused(contractOf([{ name: 'x' }], {}, { apiVersion: 'v2.2.2' }))).toBe('contract-version');
    expect(await refused(contractOf([{ name: 'x' }], {}, { apiVersion: 'v3.2.0' }))).toBe('contract-version');
  });

  test('a pattern that RE2 can not read', async () => {
    expect(await refused(options('string', { pattern: '(?!a)' }))).toBe('bad-pattern');
  });

  test('which object the table is must be clear', async () => {
    const two = contractOf([], {}, { schema: [{ name: 'a', properties: [{ name: 'x' }] }, { name: 'b' }] });
    expect(await refused(two)).toBe('object-ambiguous');
    expect(await refused(two, { object: 'c' })).toBe('object-missing');
    expect(await refused(two, { object: 'b' })).toBe('contract-invalid');
    expect(await refused(two, { object: 'a' })).toBe('measured');
  });
});

test.each([
  ['a key that is there twice', 'kind: DataContract\nkind: DataContract\n'],
  ['an anchor and its alias', 'a: &x [1]\nb: *x\n'],
  ['a tag', 'a: !!binary aGk=\n'],
  ['a directive', '%YAML 1.1\n---\na: yes\n'],
  ['two documents', 'a: 1\n---\nb: 2\n'],
  ['a number that would be rounded', 'a: 9007199254740993\n'],
  ['an infinity', 'a: .inf\n'],
  ['no YAML', 'a: [1\n'],
  ['too deep', `${'['.repeat(20_000)}`],
])('YAML is read strictly: %s', async (_, yaml) => {
  expect(await refused(yaml)).toBe('contract-yaml');
});

test('what is written and not checked is counted, with the reason', async () => {
  const contract = contractOf(
    [
      {
        name: 'x',
        quality: [
          { type: 'sql', query: 'SELECT 1', mustBe: 1, name: 'one' },
          { type: 'custom', engine: 'soda', implementation: 'type: duplicate_percent' },
          { rule: 'nullCheck', mustBe: 0 },
        ],
        relationships: [{ to: 'other.id' }],
      },
      { name: 'y', logicalType: 'object', properties: [{ name: 'z', required: true }] },
    ],
    { relationships: [{ from: 'x', to: 'other.id' }] },
  );
  const measured = await keep('SELECT 1 AS x, {z: 1} AS y', contract);
  expect(measured.details?.not_checked).toEqual([
    { column: '', rule: 'relationships', why: 'other tables are not looked at' },
    { column: 'x', rule: 'relationships', why: 'other tables are not looked at' },
    { column: 'x', rule: 'one', why: 'a rule of the type sql is not run' },
    { column: 'x', rule: 'quality[1]', why: 'a rule of the type custom is not run' },
    { column: 'x', rule: 'quality[2]', why: 'a rule without a metric' },
    { column: 'y', rule: 'properties', why: 'what is inside a value is not looked at' },
  ]);
});

test('fields of the standard that say nothing about the data are accepted', async () => {
  const words = {
    id: 'x_prop',
    description: 'x',
    authoritativeDefinitions: [{ url: 'https://example.com', type: 'businessDefinition' }],
    tags: ['a'],
    customProperties: [{ property: 'a', value: null }],
  };
  const property = {
    ...words,
    name: 'x',
    businessName: 'the x',
    primaryKey: false,
    primaryKeyPosition: -1,
    partitioned: true,
    partitionKeyPosition: 1,
    criticalDataElement: false,
    classification: 'public',
    encryptedName: 'enc_x',
    transformSourceObjects: ['a'],
    transformLogic: 'a',
    transformDescription: 'a',
    examples: ['2022-10-03'],
    logicalTypeOptions: null,
    quality: [
      {
        ...words,
        name: 'no null',
        type: 'library',
        metric: 'nullValues',
        mustBe: 0,
        dimension: 'completeness',
        method: 'reconciliation',
        severity: 'error',
        businessImpact: 'operational',
        schedule: '0 20 * * *',
        scheduler: 'cron',
      },
    ],
  };
  const object = {
    ...words,
    physicalName: 't',
    physicalType: 'table',
    logicalType: 'object',
    dataGranularityDescription: 'a',
  };
  const measured = await keep(
    'SELECT 1 AS x',
    contractOf([property], object, { servers: [], team: {}, price: {} }),
  );
  expect(measured.headline).toEqual({ rows: 1, rules: 2, rules_violated: 0, rules_unmeasured: 0 });
  expect(measured.details?.not_checked).toEqual([]);
});
