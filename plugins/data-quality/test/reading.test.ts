import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { describe, expect, test } from 'vitest';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';
import { check, column, folder, quality, read, valuesOfX, writeTable } from './tables.ts';

/** Measures a file that is written as it stands. */
async function measure(content: string | Buffer, config: Partial<Config> = {}, data = 'written.csv') {
  writeFileSync(join(folder, data), content);
  return measureFixture(plugin, { data, ...config }, folder);
}

describe('keys are compared as they are written', () => {
  const lookUp = async (own: string, other: string, more: Partial<Config> = {}) => {
    writeFileSync(join(folder, 'keys.csv'), other);
    const referential = [{ columns: ['key'], table: 'keys.csv', key: ['key'] }];
    return check(await measure(own, { ...more, checks: { referential } }), 'referential', 'key');
  };

  test('of twenty digits (duckdb 22750)', async () => {
    const own = 'key,amount\n12345678901234567890,5\n12345678901234567891,6\n';
    expect(await lookUp(own, 'key\n12345678901234567892\n12345678901234567893\n')).toEqual([2, 2]);
    expect(await lookUp(own, 'key\n12345678901234567890\n12345678901234567893\n')).toEqual([1, 2]);
  });

  test.each([
    ['007', '7', 1],
    ['007', '007', 0],
    ['1.10', '1.1', 1],
    ['250.00', '250', 1],
    ['1e3', '1000', 1],
  ])('%s in %s', async (own, key, unexpected) => {
    expect(await lookUp(`key,x\n${own},1\n`, `key,x\n${key},1\n`)).toEqual([unexpected, 1]);
  });

  test('and as numbers where it is declared', async () => {
    const reader = { types: { key: 'number' } } as const;
    expect(await lookUp('key,x\n1.0,1\n', 'key,x\n1,1\n', { reader })).toEqual([0, 1]);
  });

  test.each([
    ['key,x\n1,1\n2,1\n07,1\nx,1\n', 'SELECT 1::BIGINT AS key', [3, 4]],
    ['key,x\n1.0,1\n2.5,1\n', 'SELECT 1::BIGINT AS key', [1, 2]],
    ['key,x\n12345678901234567890,1\n', 'SELECT 12345678901234567891::UBIGINT AS key', [1, 1]],
    ['key,x\n12345678901234567890,1\n', 'SELECT 12345678901234567890::DOUBLE AS key', [1, 1]],
    ['key,x\n1.5,1\n2,1\n', 'SELECT 1.5::DOUBLE AS key', [1, 2]],
    ['key,x\n2024-01-05,1\n2024-02-30,1\n', "SELECT DATE '2024-01-05' AS key", [1, 2]],
  ])('in a typed table: %j', async (own, query, counts) => {
    await writeTable('keys.parquet', query);
    const referential = [{ columns: ['key'], table: 'keys.parquet', key: ['key'] }];
    expect(check(await measure(own, { checks: { referential } }), 'referential', 'key')).toEqual(counts);
  });
});

test('what a check takes for text is text', async () => {
  const text = 'code,zip,version\n1,01234,1.1\n2,10115,1.10\n3,20095,250.00\n';
  const checks = {
    unique: ['version'],
    values_in_set: { code: ['1', '2', '3'] },
    match_regex: { zip: '^\\d{5}$' },
  };
  const measured = await measure(text, { checks });
  expect(measured.details?.types).toEqual({ code: 'VARCHAR', zip: 'VARCHAR', version: 'VARCHAR' });
  expect(read(measured, 'checks_unexpected')).toMatchObject({ value: 0, n: 3 });
  expect(read(measured, 'checks_unmeasured')).toMatchObject({ value: 0 });
});

test('what is compared as a number or a date is not text, whatever else is asked of it', async () => {
  const checks = { unique: ['n', 'day'], values_between: { n: { min: 1, max: 12 } } };
  const freshness = [{ column: 'day', now: '2024-01-10' }];
  const measured = await measure('n,day\n1,2024-01-05\n2,2024-01-06\n', { checks, freshness });
  expect(measured.details?.types).toEqual({ n: 'BIGINT', day: 'DATE' });
});

describe('dates', () => {
  const days = [1, 2, 3, 4, 5].flatMap((month) => [1, 2, 3, 4, 5, 6].map((day) => `0${month}/0${day}/2024`));
  const text = `seen\n${days.join('\n')}\n`;
  const freshness = [{ column: 'seen', now: '2024-06-10' }];

  test('that may be day or month first are refused (duckdb 816)', async () => {
    await expect(measure(text, { freshness })).rejects.toMatchObject({ code: 'ambiguous-date' });
  });

  test('are read as is declared', async () => {
    const measured = await measure(text, { freshness, reader: { date_format: '%m/%d/%Y' } });
    // Of pandas 3.1.1: (Timestamp("2024-06-10") - to_datetime(…, format="%m/%d/%Y").max()).total_seconds()
    expect(read(measured, 'age_seconds', { column: 'seen', against: '2024-06-10' })?.value).toBe(3_024_000);
    expect(measured.details?.reading).toMatchObject({
      'written.csv': { date_formats: { seen: '%m/%d/%Y' } },
    });
  });
});

describe('a file that can be read in more ways than one is refused, with its line', () => {
  const rows = Array.from({ length: 50 }, (_, index) => `${index},${index * 2}`).join('\n');
  test.each([
    ['a row that is too long (duckdb 25827)', `id,amount\n${rows}\n50,1,2\n`, 'table-unreadable', 'line 52'],
    ['a row that is too short (duckdb 14117)', 'a,b,c\n1,2,3\n4,5\n6,7,8\n', 'table-unreadable', 'line 3'],
    [
      'a title line (duckdb 9343)',
      'Extract of 2025-01-06\nid;name;price\n1;a;2.5\n2;b;3.5\n3;c\n4;d;1.0\n',
      'ambiguous-table',
      'line 2',
    ],
    [
      'an open quote (duckdb 15576)',
      'id,name,age\n2,"Alice,Doe",30\n1,"John, Doe,25\n3,"Bob",35\n4,"John","45\n',
      'table-unreadable',
      'line 3',
    ],
    [
      'latin-1 (duckdb 10247)',
      Buffer.from('crop;dept\ncéréales;Paris\n', 'latin1'),
      'encoding',
      'byte 0xE9 in line 2',
    ],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,ü\n2,y\n', 'utf16le'), 'encoding', 'UTF-16'],
    ['mixed ends of lines', 'id,v\r\n1,2\n3,4\r\n', 'table-unreadable', 'line 2'],
  ])('%s', async (_, content, code, said) => {
    const failed = measure(content);
    await expect(failed).rejects.toMatchObject({ code, hint: expect.stringMatching(/./) });
    await expect(failed).rejects.toThrow(said);
  });

  test('decimals of more than 38 digits (duckdb 25058)', async () => {
    await expect(measureFixture(plugin, { data: 'decimal256.parquet' }, folder)).rejects.toMatchObject({
      code: 'column-type',
    });
  });
});

test('the index that pandas wrote is no column (milvus 33197)', async () => {
  const data = 'pandas-index.parquet';
  const measured = await measureFixture(plugin, { data }, folder);
  // Of pandas 3.1.1: len(read_parquet(…).columns) and read_parquet(…).duplicated().sum()
  expect(read(measured, 'column_count')?.value).toBe(2);
  expect(read(measured, 'duplicate_rows')?.value).toBe(2);
  expect(read(measured, 'columns_index')?.value).toBe(1);
  expect(measured.details?.reading).toMatchObject({ [data]: { index_columns: ['__index_level_0__'] } });
  const named = await measureFixture(plugin, { data, checks: { unique: ['__index_level_0__'] } }, folder);
  expect(read(named, 'column_count')?.value).toBe(3);
  expect(read(named, 'columns_index')?.value).toBe(0);
});

test('columns that are not looked at are counted and named', async () => {
  const measured = await measureFixture(plugin, { data: 'binary.parquet' }, folder);
  expect(read(measured, 'columns_unread')).toMatchObject({ value: 1, n: 2 });
  expect(measured.details?.columns_unread).toEqual({ binary: ['note'], nested: [], other: [] });
  const nested = await quality("SELECT [1, 2] AS list, {'a': 1} AS inner, 1 AS x");
  expect(read(nested, 'columns_unread')?.value).toBe(2);
});

describe('whole numbers beyond 2^53', () => {
  // Of numpy: std(arange(300), ddof=1)
  const std = Number((86.74675786448736).toPrecision(12));
  test.each([
    ['UBIGINT', '18446744073709551615 - i'],
    ['BIGINT', '9223372036854775807 - i'],
    ['HUGEINT', '170141183460469231731687303715884105000 + i'],
    ['DECIMAL(38,0)', '99999999999999999999999999999999999999 - i'],
  ])('of %s spread as far as they do', async (type, values) => {
    const rows = `SELECT (${values})::${type} AS x FROM (SELECT range::${type} AS i FROM range(300))`;
    // A Parquet file has no such numbers.
    const name = type === 'HUGEINT' ? 'data.csv' : 'data.parquet';
    const measured = await quality(rows, {}, name);
    expect(measured.details?.types).toEqual({ x: type });
    expect(valuesOfX(measured).std).toBe(std);
  });

  test('are told apart in a CSV', async () => {
    const measured = await measure('x,y\n12345678901234567890,1\n12345678901234567891,1\n');
    expect(valuesOfX(measured)).toMatchObject({ distinct_count: 2 });
  });
});

test('a word for a missing value is told, and missing where it is declared', async () => {
  const text = 'x,y\n1,a\nNA,b\n3,c\n';
  const measured = await measure(text);
  expect(measured.details?.reading).toMatchObject({
    'written.csv': { numbers_in_text: { x: { numbers: 2, others: 1 } }, missing_words: { x: { NA: 1 } } },
  });
  expect(read(measured, 'columns_doubtful')).toMatchObject({ value: 1, n: 2 });
  const said = await measure(text, { reader: { missing: ['NA'] } });
  expect(valuesOfX(said)).toMatchObject({ null_count: 1, mean: 2 });
  expect(read(said, 'columns_doubtful')?.value).toBe(0);
});

test('a column that is named in other letters is suggested', async () => {
  const measured = await quality('SELECT 1 AS "Age"', { checks: { not_null: ['age'] } });
  const [found] = measured.measurements.filter(({ metric }) => metric === 'unexpected_count');
  expect(found?.note).toBe('there is no column age; there is `Age`');
  await expect(quality(column('INTEGER', '1'), { columns: ['X'] })).rejects.toThrow('there is `x`');
});

test('a type of a column that is not there is refused', async () => {
  const reader = { types: { idd: 'text' } } as const;
  await expect(measure('id,x\n1,2\n', { reader })).rejects.toMatchObject({ code: 'missing-column' });
});
