import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';
import { streamNumbers } from './stream-numbers.ts';

// Rows that differ in a few columns differ: only where those repeat are all of them read.
const fewColumns = 8;
const none = new Float64Array(0);

/**
 * Whether two rows may be equal in all `columns`: false is certain, because equal rows have equal hashes; true is not.
 * Holds 8 bytes a row, where comparing the rows themselves would hold all of them. Null equals null.
 */
export async function mayHaveRepeats(
  reader: TableReader,
  table: string,
  columns: readonly string[],
  rows: number,
): Promise<boolean> {
  const few = columns.slice(0, fewColumns);
  if (few.length < columns.length && !(await hashesRepeat(reader, table, few, rows))) return false;
  return hashesRepeat(reader, table, columns, rows);
}

async function hashesRepeat(
  reader: TableReader,
  table: string,
  columns: readonly string[],
  rows: number,
): Promise<boolean> {
  const hashes = new Float64Array(rows);
  let n = 0;
  // 53 bits of the hash are a whole number that a float64 can hold.
  const hash = `(hash(${columns.map(quoteName).join(', ')}) >> 11)::DOUBLE`;
  await streamNumbers(reader, `SELECT ${hash} FROM ${table}`, 1, ([values = none], count) => {
    hashes.set(count === values.length ? values : values.subarray(0, count), n);
    n += count;
  });
  if (n !== rows) throw new RangeError(`${n} rows were read of ${rows}`);
  hashes.sort();
  return hashes.some((one, index) => index > 0 && one === hashes[index - 1]);
}
