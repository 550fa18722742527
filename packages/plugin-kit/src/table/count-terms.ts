import type { TableReader } from './open-table-reader.ts';

// A query of so many aggregates is still planned quickly.
const mostAtOnce = 1000;

/** The numbers of aggregates over a table, in their order: in one pass, where they are not too many. */
export async function countTerms(
  reader: TableReader,
  table: string,
  terms: readonly string[],
): Promise<number[]> {
  const counts: number[] = [];
  for (let from = 0; from < terms.length; from += mostAtOnce) {
    const some = terms.slice(from, from + mostAtOnce);
    const selected = some.map((term, index) => `${term}::DOUBLE AS c${index}`);
    const [row = {}] = await reader.rows(`SELECT ${selected.join(', ')} FROM ${table}`);
    counts.push(...some.map((_, index) => Number(row[`c${index}`])));
  }
  return counts;
}
