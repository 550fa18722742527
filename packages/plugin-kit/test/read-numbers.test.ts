import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { folderWith } from '@gatehouse/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { countExactly, countOnGrid } from '../src/statistics/index.ts';
import {
  type ColumnNumbers,
  countBins,
  countNumbers,
  countWithin,
  openTable,
  openTableReader,
  readNumbers,
} from '../src/table/index.ts';

const rows = 7000;
const path = join(folderWith({}), 'numbers.parquet');
const writer = await DuckDBInstance.create(':memory:');
const connection = await writer.connect();
await connection.run(
  `COPY (
  SELECT i AS whole, CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'nan' WHEN 2 THEN 'inf' WHEN 3 THEN '-inf' ELSE i::VARCHAR END::DOUBLE AS mixed,
  NULL::FLOAT AS nothing, 'nan'::DOUBLE AS nan, -0.5 AS fixed, sin(i) AS wave, exp(60 * sin(i)) AS skewed,
  CASE WHEN i = 7 THEN '-infinity'::DATE ELSE DATE '1970-01-02' + (i % 9)::INTEGER END AS day
  FROM range(${rows}) t(i)
) TO '${path}'`,
);
connection.closeSync();
writer.closeSync();

const reader = await openTableReader({ [path]: 'numbers.parquet' });
afterAll(() => reader.close());
const table = await openTable(reader, { name: 'numbers', file: path, shown: 'numbers.parquet' });
const types = {
  whole: 'BIGINT',
  mixed: 'DOUBLE',
  nothing: 'FLOAT',
  nan: 'DOUBLE',
  fixed: 'DECIMAL(2,1)',
  wave: 'DOUBLE',
  skewed: 'DOUBLE',
  day: 'DATE',
};
const columns = Object.entries(types).map(([name, type]) => ({ name, type }));
const readAll = (withRoom: boolean) =>
  readNumbers(reader, table, columns, withRoom ? columns.map(() => new Float64Array(rows)) : []);

async function valuesOf(numbers: ColumnNumbers): Promise<number[]> {
  const all: number[] = [];
  await numbers.each((values, n) => all.push(...values.subarray(0, n)));
  return all.filter((value) => !Number.isNaN(value));
}

describe.each([true, false])('columns of numbers, with room for their values: %s', (withRoom) => {
  test('are told as they are counted', async () => {
    const read = await readAll(withRoom);
    const counted = await countNumbers(reader, table, columns, { grid: 'exact', rows });
    expect(read.map(({ rows: n, nulls, nans, moments }) => ({ rows: n, nulls, nans, moments }))).toEqual(
      counted.map(({ rows: n, nulls, nans, moments }) => ({ rows: n, nulls, nans, moments })),
    );
    expect(read.slice(0, 5).map(({ range }) => range)).toEqual([
      { min: 0, max: rows - 1 },
      { min: 4, max: rows - 1 },
      null,
      null,
      { min: -0.5, max: -0.5 },
    ]);
    expect(read.at(-1)?.range).toEqual({ min: 86_400, max: 9 * 86_400 });
    for (const [index, numbers] of read.entries()) {
      const counter = countExactly(rows);
      await numbers.each((values, n) => void counter.add(values, n));
      expect(counter.finish(), columns[index]?.name).toEqual(counted[index]?.distribution);
    }
  });

  test.each(['whole', 'mixed', 'wave', 'skewed'])('of %s those in ranges are counted', async (name) => {
    const numbers = (await readAll(withRoom))[columns.findIndex((one) => one.name === name)] as ColumnNumbers;
    const sorted = (await valuesOf(numbers)).filter(Number.isFinite).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
    const few = [{ min: at(0.3), max: at(0.4) }];
    const many = Array.from({ length: 300 }, (_, k) => ({ min: at(k / 300), max: at((k + 0.4) / 300) }));
    const apart = [few, many, [{ min: at(0), max: at(1) }], [{ min: at(0.1), max: at(0.1) }], []];
    for (const ranges of apart) {
      const within = sorted.filter((value) => ranges.some(({ min, max }) => value >= min && value <= max));
      const counter = countExactly(rows);
      counter.add(Float64Array.from(within), within.length);
      expect(await countWithin(numbers, ranges, rows)).toEqual(counter.finish());
    }
    const range = few[0] as (typeof few)[number];
    const inRange = sorted.filter((value) => value >= range.min && value <= range.max);
    const onGrid = countOnGrid('linear', range, 50);
    onGrid.add(Float64Array.from(inRange), inRange.length);
    expect(await countBins(numbers, range, 50)).toEqual(onGrid.finish());
  });
});

test('what was read with room is not asked of the file again', async () => {
  const own = await openTableReader({ [path]: 'numbers.parquet' });
  const from = await openTable(own, { name: 'numbers', file: path, shown: 'numbers.parquet' });
  const [kept] = await readNumbers(own, from, columns, [new Float64Array(rows)]);
  const [, unkept] = await readNumbers(own, from, columns, [new Float64Array(rows)]);
  own.close();
  expect(await valuesOf(kept as ColumnNumbers)).toHaveLength(rows);
  await expect(valuesOf(unkept as ColumnNumbers)).rejects.toMatchObject({ code: 'table-unreadable' });
});
