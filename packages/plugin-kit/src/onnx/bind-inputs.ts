import { type InferenceSession, Tensor } from 'onnxruntime-web';
import { PluginError } from '../define-plugin.ts';
import { toHalf } from './float16.ts';

/** A column that the model takes: of texts, values are indices of `texts`. */
export interface ModelFeature {
  name: string;
  kind: 'number' | 'whole' | 'text';
  texts: readonly string[];
}

/** How rows of features become the tensors that a model takes. */
export interface Inputs {
  /** Rows that it takes at once, where that is fixed. */
  batch: number | undefined;
  described: Record<string, unknown>;
  /** The tensors of `rows` rows, of which `features` holds all columns, row-major. */
  feed(features: Float64Array, rows: number): Record<string, Tensor>;
}

export type TensorMetadata = InferenceSession.TensorValueMetadata;

interface Options {
  path: string;
  features: readonly ModelFeature[];
  input: string | undefined;
}

/**
 * Pairs the columns with the inputs of a model: all of them with its only one, or each with the one of its name. Throws
 * PluginError `model-input`, or `column-type` for texts where numbers are taken, and the other way round.
 */
export function bindInputs(all: readonly InferenceSession.ValueMetadata[], options: Options): Inputs {
  const ports = portsOf(all, options);
  for (const port of ports) checkPort(port, options);
  const batches = new Set(ports.flatMap(({ tensor }) => fixedSize(tensor.shape[0]) ?? []));
  if (batches.size > 1)
    throw new PluginError(
      'model-input',
      `${options.path} takes inputs of different numbers of rows: ${[...batches].join(', ')}`,
    );
  const [first] = ports;
  return {
    batch: [...batches][0],
    described:
      ports.length === 1
        ? { input: first?.tensor.name, input_type: first?.tensor.type }
        : { inputs: Object.fromEntries(ports.map(({ tensor }) => [tensor.name, tensor.type])) },
    feed: (features, rows) =>
      Object.fromEntries(ports.map((port) => [port.tensor.name, tensorOf(port, features, rows, options)])),
  };
}

/** An input, and the indices of the columns that it takes. */
interface Port {
  tensor: TensorMetadata;
  columns: number[];
}

function portsOf(all: readonly InferenceSession.ValueMetadata[], { path, features, input }: Options): Port[] {
  const names = features.map(({ name }) => name);
  const said = all.map(({ name }) => name).join(', ');
  if (all.length === 1 || input !== undefined) {
    const found = input === undefined ? all[0] : all.find(({ name }) => name === input);
    if (found === undefined)
      throw new PluginError(
        'model-input',
        `${path} has no input \`${input}\`, but: ${said}`,
        `Name it in the configuration: \`input: ${all[0]?.name}\`, or leave \`input\` out.`,
      );
    if (all.length > 1)
      throw new PluginError(
        'model-input',
        `${path} takes several inputs, ${said}, and \`input\` names one of them`,
        'Leave `input` out, and let `features` list the columns that are named as the inputs.',
      );
    return [{ tensor: tensorIn(found, path), columns: names.map((_, index) => index) }];
  }
  const without = all.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  const unused = names.filter((name) => !all.some((one) => one.name === name));
  if (without.length > 0 || unused.length > 0)
    throw new PluginError(
      'model-input',
      `${path} takes several inputs, each of which must be a column of its name: ${[
        ...(without.length > 0 ? [`\`features\` lacks ${without.join(', ')}`] : []),
        ...(unused.length > 0 ? [`it does not take ${unused.join(', ')}`] : []),
      ].join('; ')}`,
      `Let \`features\` list ${said}.`,
    );
  return all.map((one) => ({ tensor: tensorIn(one, path), columns: [names.indexOf(one.name)] }));
}

function tensorIn(one: InferenceSession.ValueMetadata, path: string): TensorMetadata {
  if (one.isTensor) return one;
  throw new PluginError(
    'model-input',
    `${path}: the input \`${one.name}\` is not a tensor`,
    'Export the model with tensors as inputs.',
  );
}

function checkPort({ tensor, columns }: Port, { path, features }: Options): void {
  const [, width] = tensor.shape.map(fixedSize);
  const isRow = tensor.shape.length === 2 && (width === undefined || width === columns.length);
  // No shape at all is none that is known.
  const isPlain = tensor.shape.length === 0 || (tensor.shape.length === 1 && columns.length === 1);
  if (!isRow && !isPlain)
    throw new PluginError(
      'model-input',
      `${path} takes a tensor [${tensor.shape.map((size) => fixedSize(size) ?? '?').join(', ')}] as \`${tensor.name}\`; the configuration gives rows of ${columns.length} features, [N, ${columns.length}]`,
      'Make `features` list the columns that the model was trained on, in their order.',
    );
  const takesText = tensor.type === 'string';
  if (!takesText && !(tensor.type in writers))
    throw new PluginError(
      'model-input',
      `${path}: \`${tensor.name}\` is a tensor of ${tensor.type}, which columns can not be written as`,
      'Export the model with inputs of numbers or strings.',
    );
  const misfits = columns
    .map((index) => features[index] as ModelFeature)
    .filter(({ kind }) => (takesText ? kind === 'number' : kind === 'text'));
  if (misfits.length > 0)
    throw new PluginError(
      'column-type',
      `${path} takes ${takesText ? 'texts' : `numbers (${tensor.type})`} as \`${tensor.name}\`, and these columns have ${takesText ? 'fractions' : 'texts'}: ${misfits.map(({ name }) => name).join(', ')}`,
      takesText
        ? 'Write them as the texts that the model was trained on.'
        : 'Encode features as the model was trained.',
    );
}

type Writer = (values: Float64Array, refuse: (index: number) => never) => Tensor['data'];

// One entry a type of number: the values that it can hold, all others are refused and not rounded to something else.
const writers: Record<string, Writer> = {
  float64: (values) => values,
  float32: (values) => Float32Array.from(values),
  float16: (values, refuse) =>
    Uint16Array.from(values, (value, index) => {
      const half = toHalf(value);
      return (half & 0x7fff) === 0x7c00 ? refuse(index) : half;
    }) as never,
  int64: (values, refuse) =>
    BigInt64Array.from(values as never, (value: unknown, index) => {
      return Number.isSafeInteger(value) ? BigInt(value as number) : refuse(index);
    }),
  int32: wholes(Int32Array, -(2 ** 31), 2 ** 31 - 1),
  int16: wholes(Int16Array, -(2 ** 15), 2 ** 15 - 1),
  int8: wholes(Int8Array, -128, 127),
  uint32: wholes(Uint32Array, 0, 2 ** 32 - 1),
  uint16: wholes(Uint16Array, 0, 2 ** 16 - 1),
  uint8: wholes(Uint8Array, 0, 255),
  bool: wholes(Uint8Array, 0, 1),
};

type WholeArray = {
  from(values: Float64Array, map: (value: number, index: number) => number): Tensor['data'];
};

function wholes(array: unknown, least: number, most: number): Writer {
  return (values, refuse) =>
    (array as WholeArray).from(values, (value, index) =>
      Number.isInteger(value) && value >= least && value <= most ? value : refuse(index),
    );
}

function tensorOf(
  { tensor, columns }: Port,
  all: Float64Array,
  rows: number,
  { path, features }: Options,
): Tensor {
  const width = columns.length;
  const dims = tensor.shape.length === 1 ? [rows] : [rows, width];
  const value = (index: number) =>
    all[Math.floor(index / width) * features.length + (columns[index % width] as number)] as number;
  if (tensor.type === 'string') {
    const texts = Array.from({ length: rows * width }, (_, index) => {
      const { kind, texts: known } = features[columns[index % width] as number] as ModelFeature;
      return kind === 'text' ? (known[value(index)] as string) : String(value(index));
    });
    return new Tensor('string', texts, dims);
  }
  const values =
    width === features.length ? all : Float64Array.from({ length: rows * width }, (_, index) => value(index));
  const refuse = (index: number): never => {
    throw new PluginError(
      'feature-values',
      `${features[columns[index % width] as number]?.name} has the value ${value(index)}, which ${path} can not take: \`${tensor.name}\` is a tensor of ${tensor.type}`,
      'Give the values that the model was trained on, or export it with another type of input.',
    );
  };
  return new Tensor(tensor.type as 'float32', writers[tensor.type]?.(values, refuse) as Float32Array, dims);
}

/** The size of a dimension, where it is fixed: a dynamic one is a name, or -1, which arrives as an unsigned number. */
export function fixedSize(size: number | string | undefined): number | undefined {
  return typeof size === 'number' && size >= 0 && size < 2 ** 31 ? size : undefined;
}
