import { countRepeats } from './count-repeats.ts';
import { type CheckCounts, countUnexpected, type RowCheck } from './count-unexpected.ts';
import type { TableReader } from './open-table-reader.ts';

/** A check, by how its numbers are found. */
export type PlannedCheck =
  | { rows: RowCheck }
  /** No two rows are equal in these columns. */
  | { repeats: { columns: readonly string[]; examined: string } }
  | { known: CheckCounts }
  /** Why it can not be done on this table. */
  | { unmeasured: string };

/** Counts all checks, those of rows in one pass. Undefined for what is unmeasured; in the order of the checks. */
export async function countPlanned(
  reader: TableReader,
  table: string,
  checks: readonly PlannedCheck[],
  mostExamples: number,
): Promise<(CheckCounts | undefined)[]> {
  const ofRows = checks.flatMap((check) => ('rows' in check ? [check.rows] : []));
  const counted = await countUnexpected(reader, table, ofRows, mostExamples);
  const results: (CheckCounts | undefined)[] = [];
  for (const check of checks) {
    if ('rows' in check) results.push(counted.shift());
    else if ('repeats' in check) results.push(await countRepeats(reader, table, check.repeats, mostExamples));
    else results.push('known' in check ? check.known : undefined);
  }
  return results;
}
