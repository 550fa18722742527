import { readFileSync } from 'node:fs';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { PluginError } from '../define-plugin.ts';

/** A model that gives numbers per row: a probability, one for each class, or a value. */
export interface Model {
  readonly outputType: 'float32' | 'float64';
  /** Names and types, for the details of the evidence. */
  readonly described: Record<string, unknown>;
  /**
   * What it gives for `rows` rows, both row-major. Throws PluginError `model-run` or `model-output`.
   */
  score(features: Float64Array, rows: number): Promise<ArrayLike<number>>;
  /** Prepares one run on these rows and gives the function that does it: what is timed. */
  prepare(features: Float64Array, rows: number): () => Promise<unknown>;
}

export interface ModelOptions {
  /** As in the configuration, for messages. */
  path: string;
  /** Features per row. */
  width: number;
  /** Numbers per row that it must give. */
  columns: number;
  input: string | undefined;
  output: string | undefined;
}

/** The version of the runtime that executes the models. */
export function runtimeVersion(): string {
  return env.versions.common;
}

/**
 * Loads an ONNX model into ONNX Runtime's WebAssembly build, on one thread, so that the scores do not depend on the
 * machine. Throws PluginError `model-unreadable`, `model-input` or `model-output`.
 */
export async function loadModel(file: string, options: ModelOptions): Promise<Model> {
  const session = await createSession(file, options.path);
  const input = pick(session.inputMetadata, options.input, 'input', options);
  const output = pick(session.outputMetadata, options.output, 'output', options);
  checkInput(input, options);
  const inputType = floatType(input, 'model-input', options);
  const outputType = floatType(output, 'model-output', options);
  const rowAtATime = fixedSize(input.shape[0]) === 1;

  function feed(features: Float64Array, rows: number): Record<string, Tensor> {
    const data = inputType === 'float64' ? features : Float32Array.from(features);
    return { [input.name]: new Tensor(inputType, data, [rows, options.width]) };
  }
  async function run(feeds: Record<string, Tensor>, rows: number): Promise<ArrayLike<number>> {
    const results = await session.run(feeds, [output.name]).catch((error: Error) => {
      throw new PluginError('model-run', `${options.path} can not be run: ${error.message}`);
    });
    return dataOf(results[output.name] as Tensor, rows, options);
  }
  async function scoreRows(features: Float64Array, rows: number): Promise<ArrayLike<number>> {
    if (!rowAtATime) return run(feed(features, rows), rows);
    const scores = new Float64Array(rows * options.columns);
    for (let row = 0; row < rows; row++)
      scores.set(await run(feed(rowOf(features, row, options.width), 1), 1), row * options.columns);
    return scores;
  }
  return {
    outputType,
    described: { input: input.name, input_type: inputType, output: output.name, output_type: outputType },
    score: scoreRows,
    prepare(features, rows) {
      if (rowAtATime && rows > 1) return () => scoreRows(features, rows);
      const feeds = feed(features, rows);
      return () => session.run(feeds, [output.name]);
    },
  };
}

/** One row of a row-major matrix. */
export function rowOf(features: Float64Array, row: number, width: number): Float64Array {
  return features.slice(row * width, (row + 1) * width);
}

async function createSession(file: string, path: string): Promise<InferenceSession> {
  env.wasm.numThreads = 1;
  env.logLevel = 'fatal';
  try {
    return await InferenceSession.create(readFileSync(file), {
      executionProviders: ['wasm'],
      logSeverityLevel: 4,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PluginError(
      'model-unreadable',
      `${path} is not an ONNX model that can be run: ${why}`,
      'Export it again; all weights must be inside of the file and its operators known to ONNX Runtime.',
    );
  }
}

type ValueMetadata = InferenceSession.ValueMetadata;
type TensorMetadata = InferenceSession.TensorValueMetadata;

function pick(
  all: readonly ValueMetadata[],
  name: string | undefined,
  kind: 'input' | 'output',
  { path }: ModelOptions,
): TensorMetadata {
  const names = all.map((one) => one.name).join(', ');
  const found =
    name === undefined ? (all.length === 1 ? all[0] : undefined) : all.find((one) => one.name === name);
  if (found === undefined)
    throw new PluginError(
      `model-${kind}`,
      name === undefined
        ? `${path} has several ${kind}s: ${names}`
        : `${path} has no ${kind} \`${name}\`, but: ${names}`,
      `Name it in the configuration: \`${kind}: ${all[0]?.name}\`.`,
    );
  if (!found.isTensor) throw new PluginError(`model-${kind}`, `${path}: \`${found.name}\` is not a tensor`);
  return found;
}

function checkInput(input: TensorMetadata, { path, width }: ModelOptions): void {
  const shape = input.shape.map((size) => fixedSize(size) ?? '?').join(', ');
  const [rows, columns] = input.shape.map(fixedSize);
  const fits = input.shape.length === 2 && (columns === undefined || columns === width);
  if (fits && (rows === undefined || rows === 1)) return;
  throw new PluginError(
    'model-input',
    `${path} takes a tensor [${shape}]; the configuration gives rows of ${width} features, [N, ${width}]`,
    'Make `features` list the columns that the model was trained on, in their order.',
  );
}

function floatType(tensor: TensorMetadata, code: string, { path }: ModelOptions): 'float32' | 'float64' {
  if (tensor.type === 'float32' || tensor.type === 'float64') return tensor.type;
  throw new PluginError(
    code,
    `${path}: \`${tensor.name}\` is a tensor of ${tensor.type}; float32 or float64 is needed`,
    'Export the model with floating-point features and probabilities.',
  );
}

// A dynamic dimension is a name, or -1, which arrives as an unsigned number.
function fixedSize(size: number | string | undefined): number | undefined {
  return typeof size === 'number' && size >= 0 && size < 2 ** 31 ? size : undefined;
}

function dataOf(tensor: Tensor, rows: number, { path, columns }: ModelOptions): ArrayLike<number> {
  const [first, second = 1, ...others] = tensor.dims;
  if (first === rows && second === columns && others.length === 0)
    return tensor.data as Float32Array | Float64Array;
  throw new PluginError(
    'model-output',
    `${path} gives a tensor [${tensor.dims.join(', ')}] for ${rows} rows; [${rows}, ${columns}] is needed`,
    columns === 1
      ? 'Export the value, or the probability of the positive class alone; or list both `classes` of a binary model.'
      : 'Let `classes` list the classes of the model, in the order of its output.',
  );
}
