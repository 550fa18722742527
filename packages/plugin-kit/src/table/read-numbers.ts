import { type Moments, mergeMoments, momentsOf, noMoments } from '../statistics/index.ts';
import { canBeNaN, numberOf } from './columns.ts';
import { countNulls } from './count-nulls.ts';
import { refuseMerged } from './long-numbers.ts';
import type { NumberColumn } from './number-column.ts';
import type { TableReader } from './open-table-reader.ts';
import type { Range } from './read-ranges.ts';
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
  const started = columns.map((_, index) => startColumn(room[index]));
  await streamNumbers(reader, selectNumbers(columns, table), columns.length, (chunk, n) => {
    for (const [index, values] of chunk.entries()) started[index]?.add(values, n);
  });
  const read = started.map((column) => column.finish());
  // By the values themselves: what a file states of them may be false.
  const ranges = read.map(({ range }) => range);
  await refuseMerged(reader, table, columns, ranges);
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
  let [rows, present, moments] = [0, 0, noMoments];
  const range = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  return {
    add(all: Float64Array, rowsOfAll: number) {
      const own = momentsOf(all, rowsOfAll);
      // Most pieces have nothing but finite values.
      const values =
        own.n === rowsOfAll ? all.subarray(0, rowsOfAll) : all.subarray(0, rowsOfAll).filter(isThere);
      widen(range, own.n === rowsOfAll ? values : values.filter(Number.isFinite));
      moments = mergeMoments(moments, own);
      room?.set(values, present);
      rows += rowsOfAll;
      present += values.length;
    },
    finish() {
      const found = range.min <= range.max ? range : null;
      return { rows, missing: rows - present, moments, range: found, kept: room?.subarray(0, present) };
    },
  };
}

function isThere(value: number): boolean {
  return !Number.isNaN(value);
}

function widen(range: Range, values: Float64Array): void {
  let { min, max } = range;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  range.min = min;
  range.max = max;
}
