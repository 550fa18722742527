import { quoteText, type TableReader, tableError } from '@gatehouse/plugin-kit/table';
import { bounded, kinds } from './kinds/kinds.ts';
import { mask } from './mask.ts';
import { plainText } from './plain-text.ts';
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
      const real = firstReal(cell, pattern, kinds[kind].check);
      if (real === undefined) continue;
      const one = found.get(kind) as Found;
      one.cells++;
      if (one.examples.length < mostExamples) one.examples.push(mask(real));
    }
  };
  await eachCandidate(reader, candidatesSql(table, text, names), files, visit);
  return [...found.values()].filter(({ cells }) => cells > 0);
}

// What is none may end inside of what is one: `2026 4111 1111 …` looks like a card two times.
function firstReal(cell: string, pattern: RegExp, check: (text: string) => boolean): string | undefined {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(cell); match !== null; match = pattern.exec(cell)) {
    if (check(match[1] as string)) return match[1];
    pattern.lastIndex = match.index + 1;
  }
  return undefined;
}

/** The cells that look like any of the kinds, each with a bit for every kind that it looks like. */
function candidatesSql(table: string, text: string, names: readonly KindName[]): string {
  const matches = (some: readonly KindName[]) => `regexp_matches(t, ${quoteText(bounded(some))})`;
  const bits = names.map((kind, bit) => `${matches([kind])}::INTEGER * ${2 ** bit}`);
  return `SELECT t, ${bits.join(' + ')} FROM (SELECT ${plainText(text)} AS t FROM ${table}) WHERE ${matches(names)}`;
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
