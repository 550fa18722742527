import type { CheckCounts } from './count-unexpected.ts';
import { maskedShape } from './masked-examples.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';

export interface RepeatCounts extends CheckCounts {
  /** Rows beyond the first of each group of equal rows. */
  extra: number;
}

/**
 * Counts rows that are equal in `columns`: every row of such a group is unexpected. Null equals null, NaN equals NaN.
 * Exact: rows whose hash is unique are set aside first, so that memory holds one number for each row, not the row.
 *
 * @param examined boolean SQL, never null: which rows count
 */
export async function countRepeats(
  reader: TableReader,
  table: string,
  { columns, examined }: { columns: readonly string[]; examined: string },
  mostExamples: number,
): Promise<RepeatCounts> {
  // Renamed, so that no name of a column meets one of ours.
  const keys = columns.map((_, index) => `c${index}`).join(', ');
  const renamed = columns.map((name, index) => `${quoteName(name)} AS c${index}`).join(', ');
  const counted = `(SELECT ${renamed} FROM ${table} WHERE ${examined})`;
  const groups = `(SELECT ${keys}, count(*)::DOUBLE AS times FROM ${counted}
    WHERE hash(${keys}) IN (SELECT hash(${keys}) FROM ${counted} GROUP BY 1 HAVING count(*) > 1)
    GROUP BY ${keys} HAVING count(*) > 1)`;
  const [all = {}] = await reader.rows(
    `SELECT (SELECT count(*)::DOUBLE FROM ${counted}) AS examined, coalesce(sum(times), 0) AS unexpected,
     coalesce(sum(times - 1), 0) AS extra FROM ${groups}`,
  );
  const shape = columns.map((_, index) => maskedShape(`c${index}`)).join(" || ' | ' || ");
  const rows =
    Number(all.unexpected) === 0
      ? []
      : await reader.rows(
          `SELECT ${shape} AS shape, sum(times) AS n FROM ${groups} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${mostExamples}`,
        );
  return {
    examined: Number(all.examined),
    unexpected: Number(all.unexpected),
    extra: Number(all.extra),
    examples: rows.map((row) => ({ shape: String(row.shape), rows: Number(row.n) })),
  };
}
