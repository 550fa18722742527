import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { contractOf, folder, keep, qualityOf, read, rulesOf, writeTable } from './tables.ts';

describe('real tables', () => {
  test('credit applications: every violation, with its column and count', async () => {
    const config = { contract: 'credit.odcs.yaml', data: 'credit-training.parquet' };
    const measured = await measureFixture(plugin, config, folder);
    expect(measured.examined).toBe(2227);
    // Counted with pandas 3.1.1 on the same file.
    expect(rulesOf(measured, 'application_id')).toEqual({
      exists: [0, 1],
      logicalType: [0, 1],
      physicalType: [0, 1],
      required: [0, 2227],
      primaryKey: [0, 2227],
    });
    expect(rulesOf(measured, 'age')).toEqual({
      exists: [0, 1],
      logicalType: [0, 1],
      physicalType: [0, 1],
      required: [0, 2227],
      minimum: [0, 2227],
      exclusiveMaximum: [1, 2227],
      format: [0, 2227],
    });
    expect(rulesOf(measured, 'home')).toMatchObject({
      physicalLength: [409, 2227],
      minLength: [0, 2227],
      maxLength: [0, 2227],
      pattern: [0, 2227],
    });
    expect(qualityOf(measured, 'home', 'invalidValues')).toEqual([[0], [0]]);
    expect(qualityOf(measured, 'home', 'missingValues')).toEqual([[expect.closeTo(200 / 2227, 12)], [0]]);
    expect(rulesOf(measured, 'income')).toMatchObject({ exclusiveMinimum: [0, 2227], multipleOf: [0, 2227] });
    expect(rulesOf(measured, 'default')).toEqual({ exists: [0, 1], logicalType: [1, 1] });
    expect(rulesOf(measured, 'phone')).toEqual({ exists: [1, 1], logicalType: null, unique: null });
    expect(qualityOf(measured, '', 'rowCount')).toEqual([[2227], [0]]);
    expect(measured.headline).toEqual({ rows: 2227, rules: 33, rules_violated: 4, rules_unmeasured: 2 });
    expect(read(measured, 'rules_not_checked')).toMatchObject({ value: 1, n: 34 });
    expect(read(measured, 'columns_undeclared')).toMatchObject({ value: 18, n: 23 });
    expect(measured.details?.not_checked).toEqual([
      { column: '', rule: 'quality[1]', why: 'a rule of the type text is not run' },
    ]);
    expect(measured.details?.violations).toContainEqual({
      column: 'age',
      rule: 'exclusiveMaximum',
      count: 1,
      of: 2227,
      examples: [{ shape: '99', rows: 1 }],
    });
  });

  test('orders: the library gives the counts of Great Expectations', async () => {
    // From plugins/data-quality/test/make_reference.py: Great Expectations 1.24.1 on the same file.
    const rule = (metric: string, args?: Record<string, unknown>) => ({
      metric,
      mustBe: 0,
      ...(args ? { arguments: args } : {}),
    });
    const contract = contractOf(
      [
        { name: 'order_id', quality: [rule('duplicateValues')] },
        { name: 'line', quality: [rule('nullValues'), rule('invalidValues', { validValues: [0, 1, 2] })] },
        {
          name: 'email',
          quality: [rule('nullValues'), rule('invalidValues', { pattern: '@example\\.com$' })],
        },
        { name: 'status', quality: [rule('invalidValues', { validValues: ['open', 'paid', 'lost'] })] },
        { name: 'amount', quality: [{ ...rule('nullValues'), unit: 'percent' }] },
        { name: 'customer' },
      ],
      { quality: [rule('duplicateValues', { properties: ['customer', 'line'] })] },
    );
    writeFileSync(join(folder, 'orders.yaml'), contract);
    const measured = await measureFixture(
      plugin,
      { contract: 'orders.yaml', data: 'orders.parquet' },
      folder,
    );
    expect(qualityOf(measured, 'order_id', 'duplicateValues')).toEqual([[8], [1]]);
    expect(qualityOf(measured, 'line', 'nullValues')).toEqual([[90], [1]]);
    expect(qualityOf(measured, 'line', 'invalidValues')).toEqual([[96], [1]]);
    expect(qualityOf(measured, 'email', 'nullValues')).toEqual([[25], [1]]);
    expect(qualityOf(measured, 'email', 'invalidValues')).toEqual([[54], [1]]);
    expect(qualityOf(measured, 'status', 'invalidValues')).toEqual([[28], [1]]);
    expect(qualityOf(measured, 'amount', 'nullValues')).toEqual([[expect.closeTo(6.6, 12)], [1]]);
    expect(qualityOf(measured, 'customer, line', 'duplicateValues')).toEqual([[272], [1]]);
  });
});

describe('a column', () => {
  test.each([
    ['string', ["'a'", 'uuid()', "'a'::ENUM('a', 'b[]')"], ['1', 'true', "['a']", "DATE '2026-01-01'"]],
    ['integer', ['1', '1::UTINYINT', '1::DECIMAL(9, 0)'], ['1.5', '1::DOUBLE', '1::HUGEINT', "'1'", '[1]']],
    ['number', ['1', '1.5', '1::FLOAT'], ["'1'", 'true', '[1.5]']],
    ['boolean', ['true'], ['1', "'true'"]],
    ['date', ["DATE '2026-01-01'"], ["TIMESTAMP '2026-01-01'", "'2026-01-01'"]],
    ['timestamp', ["TIMESTAMP '2026-01-01'", "TIMESTAMPTZ '2026-01-01'"], ["DATE '2026-01-01'", '1']],
    ['time', ["TIME '10:00:00'"], ["TIMESTAMP '2026-01-01'"]],
    ['array', ['[1]', "[['a']]"], ["'a'", '{a: [1]}', "'a[]'::ENUM('a[]')"]],
    ['object', ['{a: 1}', 'MAP {1: 2}'], ['[{a: 1}]', "'a'"]],
  ])('of the logical type %s', async (logicalType, suitable, others) => {
    const all = [...suitable, ...others];
    const query = `SELECT ${all.map((sql, index) => `${sql} AS c${index}`).join(', ')}`;
    const measured = await keep(
      query,
      contractOf(all.map((_, index) => ({ name: `c${index}`, logicalType }))),
    );
    for (const [index, sql] of all.entries())
      expect(rulesOf(measured, `c${index}`).logicalType, sql).toEqual([index < suitable.length ? 0 : 1, 1]);
  });

  test('of a physical type is compared as DuckDB knows it; a foreign type is not checked', async () => {
    const types = {
      a: 'INT',
      b: 'decimal(9,2)',
      c: 'varchar(2)',
      d: 'FLOAT',
      e: 'NVARCHAR2(4)',
      f: 'INT); DROP TABLE x; --',
    };
    const contract = contractOf(
      Object.entries(types).map(([name, physicalType]) => ({ name, physicalType })),
    );
    const query = "SELECT 1 AS a, 1.25::DECIMAL(9, 2) AS b, 'abc' AS c, 1::DOUBLE AS d, 'x' AS e, 1 AS f";
    const measured = await keep(query, contract);
    const found = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => rulesOf(measured, name).physicalType);
    expect(found).toEqual([[0, 1], [0, 1], [0, 1], [1, 1], undefined, undefined]);
    expect(rulesOf(measured, 'c').physicalLength).toEqual([1, 1]);
    expect(read(measured, 'rules_not_checked')?.value).toBe(2);
  });

  test('that is required has neither null nor NaN; a key is unique and required', async () => {
    const rows =
      "SELECT unnest([1, 1, NULL]) AS id, unnest([1, 2, 2]) AS part, unnest([1, NULL, 'nan'::DOUBLE]) AS x";
    const key = { primaryKey: true };
    const measured = await keep(
      rows,
      contractOf([
        { name: 'id', ...key, unique: true },
        { name: 'part', ...key },
        { name: 'x', required: true, unique: true },
      ]),
    );
    expect(rulesOf(measured, 'id')).toMatchObject({ required: [1, 3], unique: [2, 2] });
    expect(rulesOf(measured, 'id, part')).toEqual({ primaryKey: [0, 3] });
    expect(rulesOf(measured, 'x')).toMatchObject({ required: [2, 3], unique: [0, 1] });
  });

  test('keeps the options of its type', async () => {
    const rows = `SELECT unnest([1, 250, 300]) AS i, unnest([0.1, 0.25, 'nan'::DOUBLE]) AS n,
      unnest(['ab', 'äöü', 'x']) AS s, unnest([[1], [], [1, 2, 3]]) AS a,
      unnest([DATE '2026-01-01', DATE '2026-02-01', DATE '2026-03-01']) AS d,
      unnest([TIME '10:00:00', TIME '11:00:00', NULL]) AS t, now()::TIMESTAMPTZ AS z`;
    const options = (name: string, logicalType: string, logicalTypeOptions: Record<string, unknown>) => ({
      name,
      logicalType,
      logicalTypeOptions,
    });
    const measured = await keep(
      rows,
      contractOf([
        options('i', 'integer', { minimum: 2, maximum: 250, multipleOf: 50, format: 'u8' }),
        options('n', 'number', { exclusiveMinimum: 0.1, maximum: 1, multipleOf: 0.05, format: 'f64' }),
        options('s', 'string', { minLength: 2, maxLength: 2, pattern: '^[a-z]+$', format: 'email' }),
        options('a', 'array', { minItems: 1, maxItems: 2, uniqueItems: true }),
        options('d', 'date', { minimum: '2026-02-01', exclusiveMaximum: '2026-03-01', format: 'yyyy-MM-dd' }),
        options('t', 'time', { maximum: '10:30' }),
        options('z', 'timestamp', { timezone: false }),
      ]),
    );
    expect(rulesOf(measured, 'i')).toMatchObject({
      minimum: [1, 3],
      maximum: [1, 3],
      multipleOf: [1, 3],
      format: [1, 3],
    });
    expect(rulesOf(measured, 'n')).toMatchObject({
      exclusiveMinimum: [2, 3],
      maximum: [1, 3],
      multipleOf: [1, 3],
    });
    expect(rulesOf(measured, 's')).toMatchObject({ minLength: [1, 3], maxLength: [1, 3], pattern: [1, 3] });
    expect(rulesOf(measured, 'a')).toMatchObject({ minItems: [1, 3], maxItems: [1, 3] });
    expect(rulesOf(measured, 'd')).toMatchObject({ minimum: [1, 3], exclusiveMaximum: [1, 3] });
    expect(rulesOf(measured, 't')).toMatchObject({ maximum: [1, 2] });
    expect(rulesOf(measured, 'z')).toMatchObject({ timezone: [1, 1] });
    expect(measured.details?.not_checked).toMatchObject([
      { column: 'n', rule: 'format' },
      { column: 's', rule: 'format' },
      { column: 'a', rule: 'uniqueItems' },
      { column: 'd', rule: 'format' },
    ]);
  });

  test.each(['i8', 'i16', 'i32', 'i64', 'u8', 'u16', 'u32', 'u64'])(
    'of the format %s holds what so many bits hold',
    async (format) => {
      const size = BigInt(format.slice(1));
      const [least, most] = format.startsWith('i')
        ? [-(2n ** (size - 1n)), 2n ** (size - 1n) - 1n]
        : [0n, 2n ** size - 1n];
      const contract = contractOf([{ name: 'x', logicalType: 'integer', logicalTypeOptions: { format } }]);
      // Parquet has no whole numbers of 128 bits but as decimals.
      const values = [least, most, least - 1n, most + 1n].map((one) => `'${one}'`);
      const measured = await keep(`SELECT unnest([${values}])::DECIMAL(38, 0) AS x`, contract);
      expect(rulesOf(measured, 'x').format).toEqual([2, 4]);
    },
  );

  test('whose type is wrong or whose values are missing is unmeasured, never good', async () => {
    const contract = contractOf([
      { name: 'a', logicalType: 'integer', logicalTypeOptions: { minimum: 1 }, unique: true },
      { name: 'b', logicalType: 'string', logicalTypeOptions: { maxLength: 1 } },
      { name: 'c', quality: [{ metric: 'invalidValues', arguments: { validValues: [1] }, mustBe: 0 }] },
    ]);
    const measured = await keep("SELECT '1' AS a, NULL::VARCHAR AS b, 'x' AS c", contract);
    expect(rulesOf(measured, 'a')).toEqual({
      exists: [0, 1],
      logicalType: [1, 1],
      readable: [0, 1],
      unique: [0, 1],
      minimum: null,
    });
    expect(rulesOf(measured, 'b')).toEqual({ exists: [0, 1], logicalType: [0, 1], maxLength: null });
    expect(qualityOf(measured, 'c', 'invalidValues')).toEqual([[null], [null]]);
    expect(read(measured, 'rules_unmeasured')?.value).toBe(3);
    const none = await keep("SELECT 1 AS a, 'x' AS b, 1 AS c WHERE false", contract);
    expect(none.examined).toBe(0);
    expect(qualityOf(none, 'c', 'invalidValues')).toEqual([[null], [null]]);
  });
});

describe('a text file', () => {
  test('has texts where the contract says so, not the numbers that they look like', async () => {
    const contract = contractOf([
      {
        name: 'code',
        logicalType: 'string',
        physicalType: 'VARCHAR',
        logicalTypeOptions: { pattern: '^\\d{5}$' },
      },
      { name: 'n', logicalType: 'integer' },
    ]);
    const rows = "SELECT unnest(['01234', '99999', '1']) AS code, 1 AS n";
    for (const data of ['codes.csv', 'codes.jsonl']) {
      const measured = await keep(rows, contract, { data });
      expect(rulesOf(measured, 'code'), data).toMatchObject({ logicalType: [0, 1], pattern: [1, 3] });
      expect(rulesOf(measured, 'n'), data).toMatchObject({ logicalType: [0, 1] });
      expect(read(measured, 'rules_not_checked')?.value).toBe(1);
    }
  });

  test('with a word among its numbers breaks the type', async () => {
    const measured = await keep(
      "SELECT unnest(['1', '2', 'many']) AS n",
      contractOf([{ name: 'n', logicalType: 'integer' }]),
      {
        data: 'words.csv',
      },
    );
    expect(rulesOf(measured, 'n')).toMatchObject({ logicalType: [1, 1], readable: [1, 3] });
    expect(measured.details?.violations).toContainEqual({
      column: 'n',
      rule: 'readable',
      count: 1,
      of: 3,
      examples: [{ shape: 'aaaa', rows: 1 }],
    });
  });

  test.each([
    ['integer', '1.5'],
    ['number', '1,5'],
    ['boolean', 'ja'],
    ['date', '31.12.2026'],
    ['timestamp', 'soon'],
    ['time', '25:00'],
  ])('says what is no %s: %s', async (logicalType, text) => {
    const measured = await keep(`SELECT '${text}' AS x`, contractOf([{ name: 'x', logicalType }]));
    expect(rulesOf(measured, 'x')).toMatchObject({ logicalType: [1, 1], readable: [1, 1] });
  });
});

test('operators compare as the standard says', async () => {
  const operators: [Record<string, unknown>, number][] = [
    [{ mustBe: 3 }, 0],
    [{ mustNotBe: 3 }, 1],
    [{ mustBeGreaterThan: 3 }, 1],
    [{ mustBeGreaterOrEqualTo: 3 }, 0],
    [{ mustBeLessThan: 3 }, 1],
    [{ mustBeLessOrEqualTo: 3 }, 0],
    [{ mustBeBetween: [2, 4] }, 0],
    [{ mustBeBetween: [3, 4] }, 1],
    [{ mustNotBeBetween: [2, 4] }, 1],
    [{ mustNotBeBetween: [3, 4] }, 0],
    [{ mustBeGreaterThan: 5, mustBeLessThan: 2 }, 2],
  ];
  const quality = operators.map(([operator]) => ({ metric: 'rowCount', ...operator }));
  const measured = await keep('SELECT 1 AS x FROM range(3)', contractOf([{ name: 'x' }], { quality }));
  const [values, violations] = qualityOf(measured, '', 'rowCount');
  expect(values).toEqual(operators.map(() => 3));
  expect(violations).toEqual(operators.map(([, broken]) => broken));
});

test('a rule that is there twice is measured twice', async () => {
  const rule = { metric: 'invalidValues', mustBe: 0 };
  const quality = [
    { ...rule, arguments: { pattern: '^a' } },
    { ...rule, arguments: { pattern: 'b$' } },
  ];
  const measured = await keep("SELECT 'ax' AS x", contractOf([{ name: 'x', quality }]));
  expect(qualityOf(measured, 'x', 'invalidValues')).toEqual([
    [0, 1],
    [0, 1],
  ]);
});

test('no value leaves the table', async () => {
  const contract = contractOf([
    { name: 'x', logicalType: 'string', logicalTypeOptions: { maxLength: 1 }, unique: true },
  ]);
  const measured = await keep("SELECT unnest(['secret-1984', 'secret-1984']) AS x", contract);
  expect(measured.details?.violations).toMatchObject([
    { rule: 'unique', count: 2, examples: [{ shape: 'aaaaaa-9999', rows: 2 }] },
    { rule: 'maxLength', count: 2, examples: [{ shape: 'aaaaaa-9999', rows: 2 }] },
  ]);
  expect(JSON.stringify(measured)).not.toMatch(/secret|1984/);
});

test('a broken table is an error', async () => {
  await writeTable('data.parquet', 'SELECT 1 AS x');
  writeFileSync(join(folder, 'contract.yaml'), contractOf([{ name: 'x' }]));
  writeFileSync(join(folder, 'broken.parquet'), 'x\n1\n');
  const config = { contract: 'contract.yaml', data: 'broken.parquet' };
  await expect(measureFixture(plugin, config, folder)).rejects.toMatchObject({ code: 'table-unreadable' });
});
