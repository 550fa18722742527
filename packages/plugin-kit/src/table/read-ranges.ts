import { asNumber, canBeInfinite } from './columns.ts';
import type { TableReader } from './open-table-reader.ts';
import { quoteName } from './quote.ts';

/** The smallest and the largest finite value. */
export interface Range {
  min: number;
  max: number;
}

/**
 * The ranges of columns of numbers or times, null where there is no finite value. One query of nothing but minima and
 * maxima, which the statistics of a Parquet file answer; only columns with NaN or infinities are read.
 */
export async function readRanges(
  reader: TableReader,
  table: string,
  columns: readonly { name: string; type: string }[],
): Promise<(Range | null)[]> {
  const found = await askEnds(
    reader,
    table,
    columns.map(({ name, type }) => ({ x: quoteName(name), type })),
  );
  const isRead = found.map(
    (ends, index) => canBeInfinite(columns[index]?.type ?? '') && !ends.every(Number.isFinite),
  );
  const again = await askEnds(
    reader,
    table,
    columns
      .filter((_, index) => isRead[index])
      .map(({ name, type }) => {
        const x = quoteName(name);
        return { x: `CASE WHEN isfinite(${x}) THEN ${x} END`, type };
      }),
  );
  return found.map((ends, index) => {
    const [min, max] = (isRead[index] ? again.shift() : ends) ?? [null, null];
    return typeof min === 'number' && typeof max === 'number' ? { min, max } : null;
  });
}

async function askEnds(
  reader: TableReader,
  table: string,
  columns: readonly { x: string; type: string }[],
): Promise<(readonly [unknown, unknown])[]> {
  if (columns.length === 0) return [];
  const terms = columns.flatMap(({ x, type }, index) => [
    `${asNumber(`min(${x})`, type)} AS min_${index}`,
    `${asNumber(`max(${x})`, type)} AS max_${index}`,
  ]);
  const [row = {}] = await reader.rows(`SELECT ${terms.join(', ')} FROM ${table}`);
  return columns.map((_, index) => [row[`min_${index}`] ?? null, row[`max_${index}`] ?? null] as const);
}
