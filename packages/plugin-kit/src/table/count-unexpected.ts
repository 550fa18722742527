import { type MaskedExample, maskedShape } from './masked-examples.ts';
import type { TableReader } from './open-table-reader.ts';

/** What must hold for rows, as boolean SQL. */
export interface RowCheck {
  /** Which rows count; never null. */
  examined: string;
  /** What must hold for these; null is no proof, and counts as not. */
  expected: string;
  /** The value that an example shows, masked. */
  shown: string;
}

export interface CheckCounts {
  /** Rows that count. */
  examined: number;
  /** Those of them that are not as expected. */
  unexpected: number;
  /** The most frequent shapes of what is unexpected. */
  examples: MaskedExample[];
}

// A query of so many aggregates is still planned quickly.
const mostAtOnce = 500;

/** Counts all checks in one pass over the table, then looks for examples of those that do not hold. */
export async function countUnexpected(
  reader: TableReader,
  table: string,
  checks: readonly RowCheck[],
  mostExamples: number,
): Promise<CheckCounts[]> {
  const counted: CheckCounts[] = [];
  for (let from = 0; from < checks.length; from += mostAtOnce) {
    const some = checks.slice(from, from + mostAtOnce);
    const terms = some.flatMap((check, index) => [
      `count_if(${check.examined})::DOUBLE AS examined_${index}`,
      `count_if(${isUnexpected(check)})::DOUBLE AS unexpected_${index}`,
    ]);
    const [row = {}] = await reader.rows(`SELECT ${terms.join(', ')} FROM ${table}`);
    for (const [index, check] of some.entries()) {
      const unexpected = Number(row[`unexpected_${index}`]);
      const examples = unexpected === 0 ? [] : await findExamples(reader, table, check, mostExamples);
      counted.push({ examined: Number(row[`examined_${index}`]), unexpected, examples });
    }
  }
  return counted;
}

function isUnexpected({ examined, expected }: RowCheck): string {
  return `${examined} AND NOT coalesce(${expected}, false)`;
}

async function findExamples(
  reader: TableReader,
  table: string,
  check: RowCheck,
  most: number,
): Promise<MaskedExample[]> {
  const rows = await reader.rows(
    `SELECT ${maskedShape(check.shown)} AS shape, count(*)::DOUBLE AS n FROM ${table}
     WHERE ${isUnexpected(check)} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${most}`,
  );
  return rows.map(({ shape, n }) => ({ shape: String(shape), rows: Number(n) }));
}
