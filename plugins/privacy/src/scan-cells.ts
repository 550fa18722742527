import { type TableReader, tableError } from '@gatehouse/plugin-kit/table';
import type { KindName } from './config.ts';
import { findInText } from './kinds/find-in-text.ts';
import { shapeOf } from './kinds/shape.ts';
import { isTitled } from './kinds/words.ts';
import { mask } from './mask.ts';
import { plainText } from './plain-text.ts';
import { mayHold } from './sieve.ts';

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
 * Looks for personal data in the texts of one column. DuckDB finds the cells that may hold some; they come in its
 * chunks, so that memory holds one chunk of them, and are looked at here.
 *
 * @param name of the column: numbers without a check digit are what it says that they are
 * @param text SQL of its texts
 */
export async function scanCells(
  reader: TableReader,
  table: string,
  { name, text }: { name: string; text: string },
  names: readonly KindName[],
): Promise<Found[]> {
  const title = plainText(name);
  const searches = names.map((kind) => ({
    titled: isTitled(kind, title),
    found: { kind, cells: 0, examples: [] } as Found,
  }));
  const sql = `SELECT t FROM (SELECT ${text} AS t FROM ${table}) WHERE ${mayHold('t')}`;
  await eachText(reader, sql, (cell) => {
    const plain = plainText(cell);
    const shape = shapeOf(plain);
    for (const { titled, found } of searches) {
      const [real] = findInText(found.kind, plain, { titled, most: 1, shape });
      if (real === undefined) continue;
      found.cells++;
      if (found.examples.length < mostExamples) found.examples.push(mask(real));
    }
  });
  return searches.map(({ found }) => found).filter(({ cells }) => cells > 0);
}

async function eachText(reader: TableReader, sql: string, visit: (text: string) => void): Promise<void> {
  try {
    const result = await reader.connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      const rows = chunk?.rowCount ?? 0;
      if (chunk === null || rows === 0) return;
      const texts = chunk.getColumnVector(0);
      for (let row = 0; row < rows; row++) visit(texts.getItem(row) as string);
    }
  } catch (error) {
    throw tableError(error, reader.files);
  }
}
