import type { TableReader } from './open-table-reader.ts';

/** Rows: the truth, and beside it `values`, row-major. */
export interface Batch {
  rows: number;
  truth: Float64Array;
  values: Float64Array;
}

type Chunks = Awaited<ReturnType<TableReader['connection']['stream']>>;

/**
 * Cuts a result of doubles (the truth, then `width` values) into batches of `size` rows; the last may be smaller.
 * Chunks end where the reader likes; batches of one size keep the scores of a model the same to the last bit.
 */
export async function* readBatches(result: Chunks, width: number, size: number): AsyncGenerator<Batch> {
  let batch = emptyBatch(width, size);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const columns = Array.from({ length: width + 1 }, (_, column) => chunk.getColumnVector(column));
    for (let row = 0; row < chunk.rowCount; row++) {
      batch.truth[batch.rows] = numberAt(columns[0]?.getItem(row));
      for (let column = 0; column < width; column++)
        batch.values[batch.rows * width + column] = numberAt(columns[column + 1]?.getItem(row));
      batch.rows++;
      if (batch.rows < size) continue;
      yield batch;
      batch = emptyBatch(width, size);
    }
  }
  if (batch.rows === 0) return;
  const { rows, truth, values } = batch;
  yield { rows, truth: truth.slice(0, rows), values: values.slice(0, rows * width) };
}

function emptyBatch(width: number, size: number): Batch {
  return { rows: 0, truth: new Float64Array(size), values: new Float64Array(size * width) };
}

// An empty cell would become 0; all were checked before, so one is a fault of ours or a file that changes meanwhile.
function numberAt(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`a row has no number, but ${value}`);
}
