import type { DuckDBResult } from '@duckdb/node-api';
import { type TableReader, tableError } from './open-table-reader.ts';

/** The columns of a query whose results are all DOUBLE and not null. Throws PluginError `table-unreadable`. */
export async function readNumbers(
  reader: TableReader,
  sql: string,
  columns: number,
): Promise<Float64Array[]> {
  const parts: Float64Array[][] = Array.from({ length: columns }, () => []);
  try {
    const result = await reader.connection.stream(sql);
    for await (const read of chunksOf(result))
      for (const [index, part] of parts.entries()) part.push(read(index));
  } catch (error) {
    throw tableError(error, reader.files);
  }
  return parts.map(join);
}

async function* chunksOf(result: DuckDBResult): AsyncGenerator<(column: number) => Float64Array> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield (column) => {
      const vector = chunk.getColumnVector(column);
      const values = new Float64Array(chunk.rowCount);
      for (let row = 0; row < values.length; row++) values[row] = vector.getItem(row) as number;
      return values;
    };
  }
}

function join(parts: Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
