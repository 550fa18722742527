import { PluginError } from '@gatehouse/plugin-kit';
import { loadModel } from '@gatehouse/plugin-kit/onnx';
import {
  checkColumns,
  checkNumbers,
  quoteName,
  readBatches,
  type Table,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import type { Config } from './plugin.ts';
import { classOf } from './read-classes.ts';

/** The label and the groups of each row, and in one more column what the model says of it. */
export interface Scored {
  /** SQL that stands after FROM. */
  from: string;
  /** The column with the scores. */
  score: string;
  /** The model's tensors, for the details of the evidence. */
  model: Record<string, unknown>;
}

type WithModel = Config & { model: string; features: string[] };

// As model-performance reads them, so that both get the same scores to the last bit.
const batchRows = 4096;

/**
 * Asks the model about every row. Throws PluginError `missing-column`, `column-type`, `feature-values`, `config` or what
 * `loadModel` throws.
 */
export async function scoreRows(
  reader: TableReader,
  table: Table,
  config: WithModel,
  file: (path: string) => string,
): Promise<Scored> {
  const { model: path, features, classes, input, output } = config;
  const used = [config.label, ...config.sensitive];
  checkColumns(
    table,
    features,
    used.filter((name) => !table.types.has(name)),
  );
  const hint = 'Fill them as the model’s preprocessing does.';
  await checkNumbers(reader, table, features, { code: 'feature-values', type: 'FLOAT', hint });
  const columns = classes?.length ?? 1;
  const positive = positiveOutput(config);
  const model = await loadModel(file(path), { path, width: features.length, columns, input, output });

  const type = model.outputType === 'float32' ? 'FLOAT' : 'DOUBLE';
  await reader.rows(`CREATE TABLE model_scores (score ${type})`);
  const appender = await reader.connection.createAppender('model_scores');
  const append = (score: number) =>
    type === 'FLOAT' ? appender.appendFloat(score) : appender.appendDouble(score);
  const values = features.map((name) => `CAST(${quoteName(name)} AS DOUBLE)`);
  const rows = await reader.connection.stream(`SELECT 0::DOUBLE, ${values.join(', ')} FROM ${table.from}`);
  for await (const batch of readBatches(rows, features.length, batchRows)) {
    const scores = await model.score(batch.values, batch.rows);
    for (let row = 0; row < batch.rows; row += 1) {
      append(scores[row * columns + positive] as number);
      appender.endRow();
    }
  }
  appender.closeSync();

  const score = unusedName('score of the model', table);
  // By position: DuckDB reads a file in the order of its rows. A row without a score would be refused later.
  await reader.rows(
    `CREATE TABLE scored AS SELECT ${used.map((name) => `t.${quoteName(name)}`).join(', ')}, s.score AS ${quoteName(score)}
     FROM ${table.from} AS t POSITIONAL JOIN model_scores AS s`,
  );
  return { from: 'scored', score, model: model.described };
}

function positiveOutput({ classes, positive }: Config): number {
  if (classes === undefined) return 0;
  const index = classes.findIndex((one) => classOf(String(one)) === classOf(String(positive ?? 1)));
  if (index !== -1) return index;
  throw new PluginError(
    'config',
    `the positive class, ${positive ?? 1}, is none of \`classes\``,
    'List both classes in the order of the model’s output.',
  );
}

function unusedName(name: string, table: Table): string {
  return table.types.has(name) ? unusedName(`${name} `, table) : name;
}
