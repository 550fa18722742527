import { join } from 'node:path';
import { describeColumns, openTable, openTableReader } from '@gatehouse/plugin-kit/table';
import { describe, expect, test } from 'vitest';
import { countColumns } from '../src/column-counts.ts';
import { readColumnValues } from '../src/column-values.ts';
import { profileLarge } from '../src/large-table.ts';
import { column, folder, quality, read, writeTable } from './tables.ts';

const quantiles = [0, 0.05, 0.5, 0.95, 1];

/** A table profiled both ways: every value, and in constant memory. */
async function bothWays(query: string) {
  await writeTable('both.parquet', query);
  const file = join(folder, 'both.parquet');
  const reader = await openTableReader({ [file]: 'both.parquet' });
  try {
    const table = await openTable(reader, { name: 'both', file, shown: 'both.parquet' });
    const columns = await describeColumns(reader, table);
    const counts = await countColumns(reader, table, columns);
    const values = await readColumnValues(reader, table, counts, quantiles, () => {});
    const large = await profileLarge(reader, table, columns, quantiles, () => {});
    return { exact: { counts, values }, large };
  } finally {
    reader.close();
  }
}

describe('a large table', () => {
  test('has the counts of every value, and quantiles and different values within what is said', async () => {
    const { exact, large } = await bothWays(
      `SELECT sin(i) * 100 AS wave, exp(9 * sin(i * 1.3)) AS skewed, i % 1000 AS code, i::BIGINT * 1e6::BIGINT AS key,
       CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'nan'::DOUBLE WHEN 2 THEN '-inf'::DOUBLE ELSE i END AS holes,
       9007199254740000 + i AS huge, (i / 7)::DECIMAL(12, 5) AS price, NULL::DOUBLE AS nothing,
       'name ' || i % 90000 AS name, 'c' || i % 12 AS category, i % 2 = 0 AS flag, 1e200 * i AS vast,
       TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS at FROM range(120000) t(i)`,
    );
    for (const [index, expected] of exact.counts.columns.entries()) {
      const found = large.counts.columns[index];
      const { mean, std, ...same } = expected;
      expect(found, expected.name).toMatchObject(same);
      // Of whole numbers beyond 2^53, DuckDB's own deviation is twice what it should be.
      for (const [one, other] of [
        [found?.mean, mean],
        [found?.std, std],
      ])
        if (expected.name === 'huge')
          expect(Math.abs((found?.std as number) / 34_641.16 - 1)).toBeLessThan(1e-3);
        else if (typeof other === 'number' && Number.isFinite(other))
          expect((one as number) / other).toBeCloseTo(1, 10);
        else expect(one === null || one === Number.POSITIVE_INFINITY).toBe(true);
      const [values, truth] = [large.values[index], exact.values[index]];
      if (values?.distinctNote === undefined) expect(values?.distinct, expected.name).toBe(truth?.distinct);
      else expect(Math.abs(values.distinct / (truth?.distinct as number) - 1)).toBeLessThan(0.04);
      for (const [at, quantile] of (truth?.quantiles ?? []).entries()) {
        const near = values?.quantiles?.[at];
        const within = Number(values?.quantileNotes?.[at]?.replace('within ', '') ?? 0);
        if (quantile === null) expect(near).toBe(null);
        else
          expect(
            Math.abs((near as number) - quantile),
            `${expected.name} ${quantiles[at]}`,
          ).toBeLessThanOrEqual(within * (1 + 1e-9) + Math.abs(quantile) * 1e-12);
      }
    }
    const notes = Object.fromEntries(
      large.counts.columns.map(({ name }, i) => [name, large.values[i]?.distinctNote]),
    );
    expect(notes.wave).toContain('standard error');
    expect(notes.name).toContain('standard error');
    expect([notes.code, notes.category, notes.flag]).toEqual([undefined, undefined, undefined]);
  });

  test('is one of more than 20 million cells, and says what is estimated', async () => {
    const columns = Array.from({ length: 210 }, (_, index) => `i + ${index} AS c${index}`);
    const query = `SELECT ${columns.join(', ')} FROM range(100000) t(i)`;
    const measured = await quality(query);
    expect(read(measured, 'row_count')?.value).toBe(100_000);
    expect(read(measured, 'duplicate_rows')?.value).toBe(0);
    expect(read(measured, 'distinct_count', { column: 'c209' })?.note).toContain('estimated');
    expect(read(measured, 'quantile', { column: 'c209', quantile: '0.5' })?.note).toContain('within');
    expect(read(measured, 'max', { column: 'c209' })?.value).toBe(100_208);
    expect(measured.methods.distinct_count?.parameters).toMatchObject({ exact: false });
  });
});

describe('duplicate rows', () => {
  test('are counted where a hash comes twice', async () => {
    const measured = await quality(`${column('INTEGER', '1', '2', '2', null, null, null)}`);
    expect(read(measured, 'duplicate_rows')?.value).toBe(3);
  });
});
