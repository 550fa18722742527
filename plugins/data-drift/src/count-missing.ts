import { canBeNaN, quoteName, type TableReader } from '@gatehouse/plugin-kit/table';
import { columnMeasurement } from './column-drift.ts';
import type { ColumnPair } from './compare-columns.ts';

export interface Counts {
  rows: number;
  /** By column. */
  nulls: Map<string, number>;
  nans: Map<string, number>;
}

/** Counts rows, nulls and NaN of all columns in one pass. */
export async function countMissing(
  reader: TableReader,
  table: string,
  columns: ColumnPair[],
  side: 'reference' | 'current',
): Promise<Counts> {
  const terms = columns.flatMap(({ name, types }, index) => {
    const nan = canBeNaN(types[side]) ? `count_if(isnan(${quoteName(name)}))` : '0';
    return [`count(${quoteName(name)})::DOUBLE AS present_${index}`, `(${nan})::DOUBLE AS nan_${index}`];
  });
  const [row = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n, ${terms.join(', ')} FROM ${table}`);
  const rows = Number(row.n);
  const byColumn = (value: (index: number) => number) =>
    new Map(columns.map(({ name }, index) => [name, value(index)]));
  return {
    rows,
    nulls: byColumn((index) => rows - Number(row[`present_${index}`])),
    nans: byColumn((index) => Number(row[`nan_${index}`])),
  };
}

/** The share of missing values of a column in each table, and how many values are left. */
export function missingShares(column: string, counts: { reference: Counts; current: Counts }) {
  const of = (side: 'reference' | 'current') => {
    const { rows, nulls, nans } = counts[side];
    const [empty, nan] = [nulls.get(column) as number, nans.get(column) as number];
    const metric = `missing_share_${side}`;
    const measurement =
      rows === 0
        ? columnMeasurement(metric, column, 0, null, `the ${side} has no rows`)
        : columnMeasurement(metric, column, rows, (empty + nan) / rows);
    return { valid: rows - empty - nan, measurement, details: { rows, nulls: empty, nans: nan } };
  };
  const [reference, current] = [of('reference'), of('current')];
  return {
    valid: { reference: reference.valid, current: current.valid },
    measurements: [reference.measurement, current.measurement],
    details: { reference: reference.details, current: current.details },
  };
}
