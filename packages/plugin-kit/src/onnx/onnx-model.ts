import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { env, InferenceSession, type Tensor } from 'onnxruntime-web';
import { PluginError } from '../define-plugin.ts';
import { bindInputs, type ModelFeature } from './bind-inputs.ts';
import { type FloatType, fromHalf } from './float16.ts';
import { pickOutput } from './pick-output.ts';
import { readGraph } from './read-graph.ts';

/** A model that gives numbers per row: a probability, one for each class, or a value. */
export interface Model {
  readonly outputType: FloatType;
  /** The classes in the order of its probabilities, where it says so itself (by a ZipMap). */
  readonly classes: readonly string[] | undefined;
  /** Names and types, for the details of the evidence. */
  readonly described: Record<string, unknown>;
  /**
   * What it gives for `rows` rows, row-major; of `features` too, all columns. `columns`: numbers per row that it must
   * give. Throws PluginError `model-run`, `model-output` or `feature-values`.
   */
  score(features: Float64Array, rows: number, columns: number): Promise<ArrayLike<number>>;
  /** Prepares one run on these rows and gives the function that does it: what is timed. */
  prepare(features: Float64Array, rows: number): () => Promise<unknown>;
}

export interface ModelOptions {
  /** As in the configuration, for messages. */
  path: string;
  /** Columns of a row. */
  features: readonly ModelFeature[];
  input: string | undefined;
  output: string | undefined;
  /** Further files of the model, with its weights: absolute, and as in the configuration. */
  weights?: readonly { file: string; path: string }[];
}

/** The version of the runtime that executes the models. */
export function runtimeVersion(): string {
  return env.versions.common;
}

/**
 * Loads an ONNX model into ONNX Runtime's WebAssembly build, on one thread, so that the scores do not depend on the
 * machine. Throws PluginError `model-unreadable`, `model-input`, `model-output`, `model-weights` or `column-type`.
 */
export async function loadModel(file: string, options: ModelOptions): Promise<Model> {
  const { path, features } = options;
  const { bytes, zipMaps, external } = readGraph(readFileSync(file));
  const session = await createSession(bytes, path, locate(external, options));
  const inputs = bindInputs(session.inputMetadata, options);
  const output = pickOutput(session.outputMetadata, zipMaps, options);
  const { batch } = inputs;
  const width = features.length;

  async function run(rows: Float64Array, n: number): Promise<Tensor> {
    const feeds = inputs.feed(rows, n);
    const results = await session.run(feeds, [output.name]).catch((error: Error) => {
      throw new PluginError('model-run', `${path} can not be run: ${error.message}`);
    });
    return results[output.name] as Tensor;
  }
  async function score(rows: Float64Array, n: number, columns: number): Promise<ArrayLike<number>> {
    if (batch === undefined) return dataOf(await run(rows, n), n, columns, path);
    const scores = new Float64Array(n * columns);
    for (let row = 0; row < n; row += batch) {
      const scored = dataOf(await run(filledBatch(rows, row, batch, width), batch), batch, columns, path);
      for (let at = 0; at < Math.min(batch, n - row) * columns; at++)
        scores[row * columns + at] = scored[at] as number;
    }
    return scores;
  }
  return {
    outputType: output.type,
    classes: output.zipMap?.classes,
    described: {
      ...inputs.described,
      ...(batch === undefined ? {} : { batch }),
      output: output.name,
      output_type: output.type,
      ...(output.zipMap === undefined ? {} : { zip_map: output.zipMap.output }),
      ...(external.length === 0 ? {} : { external_data: external }),
    },
    score,
    prepare(rows, n) {
      if (batch !== undefined)
        return async () => {
          for (let row = 0; row < n; row += batch) await run(filledBatch(rows, row, batch, width), batch);
        };
      const feeds = inputs.feed(rows, n);
      return () => session.run(feeds, [output.name]);
    },
  };
}

/** One row of a row-major matrix. */
export function rowOf(features: Float64Array, row: number, width: number): Float64Array {
  return features.slice(row * width, (row + 1) * width);
}

/** Rows of a row-major matrix; where too few are left, the last one again: what is said of it is not looked at. */
function filledBatch(features: Float64Array, first: number, batch: number, width: number): Float64Array {
  const filled = new Float64Array(batch * width);
  const last = features.length / width - 1;
  for (let row = 0; row < batch; row++)
    filled.set(rowOf(features, Math.min(first + row, last), width), row * width);
  return filled;
}

interface Weights {
  path: string;
  data: Uint8Array;
}

/** The files beside the model that it names, each of which must be declared, and nothing else. */
function locate(external: readonly string[], { path, weights = [] }: ModelOptions): Weights[] {
  const folder = posix.dirname(path);
  const declared = weights.map((one) => ({ ...one, location: posix.relative(folder, one.path) }));
  const found = external.map((name) => ({
    name,
    weights: declared.find(({ location }) => location === posix.normalize(name)),
  }));
  const missing = found.filter((one) => one.weights === undefined);
  if (missing.length > 0)
    throw new PluginError(
      'model-weights',
      `${path} keeps weights in other files, which are not declared: ${missing.map(({ name }) => name).join(', ')}`,
      `Declare them: \`weights: [${missing.map(({ name }) => posix.join(folder, name)).join(', ')}]\`; they are inputs too.`,
    );
  const unused = declared.filter((one) => !found.some(({ weights: used }) => used === one));
  if (unused.length > 0)
    throw new PluginError(
      'model-weights',
      `${path} keeps no weights in ${unused.map((one) => one.path).join(', ')}`,
      external.length === 0 ? 'Leave out what is not meant.' : `It names ${external.join(', ')}.`,
    );
  return found.map(({ name, weights: used }) => ({ path: name, data: readFileSync(used?.file as string) }));
}

async function createSession(
  bytes: Uint8Array,
  path: string,
  externalData: readonly Weights[],
): Promise<InferenceSession> {
  env.wasm.numThreads = 1;
  env.logLevel = 'fatal';
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: ['wasm'],
      logSeverityLevel: 4,
      externalData,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PluginError(
      'model-unreadable',
      `${path} is not an ONNX model that can be run: ${why}`,
      'Export it again, with operators that ONNX Runtime knows.',
    );
  }
}

function dataOf(tensor: Tensor, rows: number, columns: number, path: string): ArrayLike<number> {
  const [first, second = 1, ...others] = tensor.dims;
  if (first === rows && second === columns && others.length === 0) return numbersOf(tensor);
  throw new PluginError(
    'model-output',
    `${path} gives a tensor [${tensor.dims.join(', ')}] for ${rows} rows; [${rows}, ${columns}] is needed`,
    columns === 1
      ? 'Export the value, or the probability of the positive class alone; or list both `classes` of a binary model.'
      : 'Let `classes` list the classes of the model, in the order of its output.',
  );
}

// Before Node has arrays of half-precision numbers, they arrive as their bits.
function numbersOf({ data }: Tensor): ArrayLike<number> {
  return data instanceof Uint16Array
    ? Float64Array.from(data, fromHalf)
    : (data as Float32Array | Float64Array);
}
