import { PluginError } from '@gatehouse/plugin-kit';
import { type FloatType, loadModel, type Model } from '@gatehouse/plugin-kit/onnx';
import {
  checkColumns,
  quoteName,
  readBatches,
  readFeatures,
  type Table,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import type { Config } from './config.ts';
import { classOf } from './read-classes.ts';

/** The label and the groups of each row, and in one more column what the model says of it. */
export interface Scored {
  /** SQL that stands after FROM. */
  from: string;
  /** The column with the scores. */
  score: string;
  /** Their precision. */
  type: FloatType;
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
  const { model: path, input, output, weights = [] } = config;
  const used = [...(config.label === undefined ? [] : [config.label]), ...config.sensitive];
  checkColumns(
    table,
    [],
    used.filter((name) => !table.types.has(name)),
  );
  const features = await readFeatures(reader, table, config.features);
  const files = weights.map((one) => ({ file: file(one), path: one }));
  const model = await loadModel(file(path), { path, features, input, output, weights: files });
  const classes = classesOf(model, config);
  const columns = classes?.length ?? 1;
  const positive = positiveOutput(classes, config);

  const type = model.outputType === 'float64' ? 'DOUBLE' : 'FLOAT';
  await reader.rows(`CREATE TABLE model_scores (score ${type})`);
  const appender = await reader.connection.createAppender('model_scores');
  const append = (score: number) =>
    type === 'FLOAT' ? appender.appendFloat(score) : appender.appendDouble(score);
  const values = features.map(({ sql }) => sql);
  const rows = await reader.connection.stream(`SELECT 0::DOUBLE, ${values.join(', ')} FROM ${table.from}`);
  for await (const batch of readBatches(rows, features.length, batchRows)) {
    const scores = await model.score(batch.values, batch.rows, columns);
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
  return { from: 'scored', score, type: model.outputType, model: model.described };
}

/** The two classes that a model gives probabilities of: as configured, or as it says itself; none where it gives one. */
function classesOf(model: Model, { model: path, classes }: WithModel): string[] | undefined {
  const own = model.classes?.map(classOf);
  const configured = classes?.map((one) => classOf(String(one)));
  if (own === undefined || own.length === 0) return configured;
  if (own.length !== 2)
    throw new PluginError(
      'model-output',
      `${path} gives probabilities of ${own.length} classes: ${own.join(', ')}`,
      'Only models of two classes can be compared between groups.',
    );
  if (configured === undefined || configured.join('\n') === own.join('\n')) return own;
  throw new PluginError(
    'config',
    `\`classes\` are ${configured.join(', ')}, and those of ${path} are ${own.join(', ')}`,
    'List them in the order of the model, or leave `classes` out.',
  );
}

function positiveOutput(classes: readonly string[] | undefined, { positive }: Config): number {
  if (classes === undefined) return 0;
  const index = classes.indexOf(classOf(String(positive ?? 1)));
  if (index !== -1) return index;
  throw new PluginError(
    'config',
    `the positive class, ${positive ?? 1}, is none of the model’s classes: ${classes.join(', ')}`,
    'Set `positive`, or list both classes in the order of the model’s output.',
  );
}

function unusedName(name: string, table: Table): string {
  return table.types.has(name) ? unusedName(`${name} `, table) : name;
}
