import { quoteText, type TableReader, tableError } from '@gatehouse/plugin-kit/table';
import { bounded, kinds } from './kinds/kinds.ts';
import { mask } from './mask.ts';
import type { KindName } from './plugin.ts';

/** What a column holds of one kind. */
export interface Found {
  kind: KindName;
  /** Cells with at least one. */
  cells: number;
  /** The first few, masked. */
  examples: string[];
}

const mostExamples = 3;

/**
 * Looks for personal data in the texts of one column. DuckDB finds the cells that look like it; they come in its
 * chunks, so that memory holds one chunk of them, and the check digits are computed here.
 */
export async function scanCells(
  reader: TableReader,
  table: string,
  text: string,
  names: readonly KindName[],
  files: Record<string, string>,
): Promise<Found[]> {
  const searches = names.map((kind, bit) => ({
    kind,
    bit: 2 ** bit,
    pattern: new RegExp(bounded([kind]), 'g'),
  }));
  const found = new Map(names.map((kind): [KindName, Found] => [kind, { kind, cells: 0, examples: [] }]));
  const visit = (cell: string, mightBe: number) => {
    for (const { kind, bit, pattern } of searches) {
      if ((mightBe & bit) === 0) continue;
      const real = [...cell.matchAll(pattern)].find((match) => kinds[kind].check(match[1] as string));
      if (!real) continue;
      const one = found.get(kind) as Found;
      one.cells++;
      if (one.examples.length < mostExamples) one.examples.push(mask(real[1] as string));
    }
  };
  await eachCandidate(reader, candidatesSql(table, text, names), files, visit);
  return [...found.values()].filter(({ cells }) => cells > 0);
}

/** The cells that look like any of the kinds, each with a bit for every kind that it looks like. */
function candidatesSql(table: string, text: string, names: readonly KindName[]): string {
  const matches = (some: readonly KindName[]) => `regexp_matches(t, ${quoteText(bounded(some))})`;
  const bits = names.map((kind, bit) => `${matches([kind])}::INTEGER * ${2 ** bit}`);
  return `SELECT t, ${bits.join(' + ')} FROM (SELECT ${text} AS t FROM ${table}) WHERE ${matches(names)}`;
}

async function eachCandidate(
  reader: TableReader,
  sql: string,
  files: Record<string, string>,
  visit: (cell: string, mightBe: number) => void,
): Promise<void> {
  try {
    const result = await reader.connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      const [cells, bits] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      for (let row = 0; row < chunk.rowCount; row++)
        visit(cells.getItem(row) as string, bits.getItem(row) as number);
    }
  } catch (error) {
    throw tableError(error, files);
  }
}
