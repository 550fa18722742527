import { type Moments, mergeMoments, momentsOf, noMoments } from '../statistics/index.ts';
import { canBeNaN, numberOf } from './columns.ts';
import { countNulls } from './count-nulls.ts';
import { mayBeRounded, refuseMerged } from './long-numbers.ts';
import type { NumberColumn } from './number-column.ts';
import type { TableReader } from './open-table-reader.ts';
import { type Range, readRanges } from './read-ranges.ts';
import { streamNumbers } from './stream-numbers.ts';

/** A column of numbers or times whose values are at hand: infinities are values, nulls and NaN are not. */
export interface ColumnNumbers {
  rows: number;
  nulls: number;
  nans: number;
  moments: Moments;
  /** Of the finite values; null where there is none. */
  range: Range | null;
  /** Gives every value, piece by piece: the first `n` of a piece, in which NaN may stand for one that is missing. */
  each(visit: (values: Float64Array, n: number) => void): Promise<void>;
}

/**
 * Reads columns side by side, in one pass over them. Infinite dates, which have no number, count as nulls. Throws
 * PluginError `table-unreadable`, or `column-type` for numbers that a float64 does not tell apart.
 *
 * @param room for the values of each column, as many as there are rows; those without room are read again each time
 */
export async function readNumbers(
  reader: TableReader,
  table: string,
  columns: readonly NumberColumn[],
  room: readonly Float64Array[],
): Promise<ColumnNumbers[]> {
  if (columns.length === 0) return [];
  const long = columns.filter(({ type }) => mayBeRounded(type));
  await refuseMerged(reader, table, long, await readRanges(reader, table, long));
  const started = columns.map((_, index) => startColumn(room[index]));
  await streamNumbers(reader, selectNumbers(columns, table), columns.length, (chunk, n) => {
    for (const [index, values] of chunk.entries()) started[index]?.add(values, n);
  });
  const read = started.map((column) => column.finish());
  const unclear = columns.filter(({ type }, index) => canBeNaN(type) && (read[index]?.missing ?? 0) > 0);
  const nulls = await countNulls(reader, table, unclear);
  return columns.map((column, index) => {
    const { missing, kept, ...found } = read[index] as (typeof read)[number];
    const empty = nulls.get(column.name) ?? missing;
    return {
      ...found,
      nulls: empty,
      nans: missing - empty,
      async each(visit) {
        if (kept !== undefined) return visit(kept, kept.length);
        await streamNumbers(reader, selectNumbers([column], table), 1, ([values], n) =>
          visit(values as Float64Array, n),
        );
      },
    };
  });
}

/** SQL that gives columns as doubles. Null becomes NaN: to ask for each value whether it is null takes longer than all else. */
export function selectNumbers(columns: readonly NumberColumn[], table: string): string {
  const terms = columns.map(({ name, type }) => `coalesce(${numberOf(name, type)}, 'nan'::DOUBLE)`);
  return `SELECT ${terms.join(', ')} FROM ${table}`;
}

function startColumn(room: Float64Array | undefined) {
  let [rows, present, moments, min, max] = [
    0,
    0,
    noMoments,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  return {
    add(values: Float64Array, n: number) {
      rows += n;
      moments = mergeMoments(moments, momentsOf(values, n));
      for (let i = 0; i < n; i++) {
        const value = values[i] as number;
        if (Number.isNaN(value)) continue;
        if (room !== undefined) room[present] = value;
        present++;
        if (value < min && value !== Number.NEGATIVE_INFINITY) min = value;
        if (value > max && value !== Number.POSITIVE_INFINITY) max = value;
      }
    },
    finish() {
      const range = min <= max ? { min, max } : null;
      return { rows, missing: rows - present, moments, range, kept: room?.subarray(0, present) };
    },
  };
}
