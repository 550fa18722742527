import { PluginError } from '@gatehouse/plugin-kit';
import { openTableReader, quoteName, quotePath, quoteText, tableError } from '@gatehouse/plugin-kit/table';
import { checkColumns, checkFeatures, type LabelClasses, readClasses } from './check-hold-out.ts';
import type { Config } from './plugin.ts';

/** Rows of the table: features row-major, labels 1 for positive and 0 for negative. */
export interface Batch {
  rows: number;
  features: Float64Array;
  labels: Uint8Array;
}

/** A hold-out table whose columns were checked; with rows, all its labels and features can be used. */
export interface HoldOut {
  readonly rows: number;
  readonly positives: number;
  /** Why AUC is undefined, where it is. */
  readonly note: string | undefined;
  /** All rows in the order of the file, in batches of `size`; the last may be smaller. */
  batches(size: number): AsyncGenerator<Batch>;
  close(): void;
}

/**
 * Opens the Parquet file `file` and checks it as a whole before any row is scored. Throws PluginError
 * `table-unreadable`, `missing-column`, `column-type`, `label-values` or `feature-values`.
 */
export async function openHoldOut(config: Config, file: string): Promise<HoldOut> {
  const files = { [file]: config.data };
  const table = await openTableReader(files);
  const from = `read_parquet(${quotePath(file)}, hive_partitioning = false)`;
  try {
    await checkColumns(table, from, config);
    const classes = await readClasses(table, from, config);
    await checkFeatures(table, from, config);
    const sql = selectRows(config, classes, from);
    return {
      rows: classes.rows,
      positives: classes.positives,
      note: classes.note,
      batches: async function* (size) {
        try {
          const result = await table.connection.stream(sql);
          yield* intoBatches(result, config.features.length, size);
        } catch (error) {
          throw error instanceof PluginError ? error : tableError(error, files);
        }
      },
      close: table.close,
    };
  } catch (error) {
    table.close();
    throw error;
  }
}

function selectRows(config: Config, classes: LabelClasses, from: string): string {
  const features = config.features.map((name) => `CAST(${quoteName(name)} AS DOUBLE)`);
  const label = `(CAST(${quoteName(config.label)} AS VARCHAR) = ${quoteText(classes.positive)})::DOUBLE`;
  return `SELECT ${[...features, label].join(', ')} FROM ${from}`;
}

type Chunks = Awaited<ReturnType<Awaited<ReturnType<typeof openTableReader>>['connection']['stream']>>;

// Chunks end where the reader likes; batches of one size keep the scores the same to the last bit.
async function* intoBatches(result: Chunks, width: number, size: number): AsyncGenerator<Batch> {
  let batch = emptyBatch(width, size);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const columns = Array.from({ length: width + 1 }, (_, column) => chunk.getColumnVector(column));
    for (let row = 0; row < chunk.rowCount; row++) {
      for (let column = 0; column < width; column++)
        batch.features[batch.rows * width + column] = columns[column]?.getItem(row) as number;
      batch.labels[batch.rows] = columns[width]?.getItem(row) as number;
      batch.rows++;
      if (batch.rows < size) continue;
      yield batch;
      batch = emptyBatch(width, size);
    }
  }
  if (batch.rows === 0) return;
  const { rows, features, labels } = batch;
  yield { rows, features: features.slice(0, rows * width), labels: labels.slice(0, rows) };
}

function emptyBatch(width: number, size: number): Batch {
  return { rows: 0, features: new Float64Array(size * width), labels: new Uint8Array(size) };
}
