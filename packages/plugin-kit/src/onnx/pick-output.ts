import type { InferenceSession } from 'onnxruntime-web';
import { PluginError } from '../define-plugin.ts';
import type { TensorMetadata } from './bind-inputs.ts';
import type { FloatType } from './float16.ts';
import type { ZipMap } from './read-graph.ts';

export interface Output {
  name: string;
  type: FloatType;
  /** The ZipMap that was read past. */
  zipMap: ZipMap | undefined;
}

const floats: readonly string[] = ['float16', 'float32', 'float64'] satisfies FloatType[];

/**
 * The output with the scores or values: the named one, or else the only one of floating-point numbers, because the others
 * are labels. Throws PluginError `model-output`, which names those that can be used.
 */
export function pickOutput(
  all: readonly InferenceSession.ValueMetadata[],
  zipMaps: readonly ZipMap[],
  { path, output }: { path: string; output: string | undefined },
): Output {
  const usable = all.filter((one): one is TensorMetadata => one.isTensor && floats.includes(one.type));
  const wanted = zipMaps.find((one) => one.output === output)?.tensor ?? output;
  const found = wanted === undefined ? only(usable) : usable.find(({ name }) => name === wanted);
  if (found !== undefined)
    return {
      name: found.name,
      type: found.type as FloatType,
      zipMap: zipMaps.find(({ tensor }) => tensor === found.name),
    };
  const said = all.map((one) => `${one.name} (${one.isTensor ? one.type : 'no tensor'})`).join(', ');
  throw new PluginError(
    'model-output',
    problemOf(path, wanted === undefined ? undefined : (output as string), usable.length, said),
    usable.length === 0
      ? 'Export the model with probabilities or values as a tensor of floating-point numbers.'
      : `Name it in the configuration: ${usable.map(({ name }) => `\`output: ${name}\``).join(', or ')}.`,
  );
}

function only(usable: readonly TensorMetadata[]): TensorMetadata | undefined {
  return usable.length === 1 ? usable[0] : undefined;
}

function problemOf(path: string, output: string | undefined, usable: number, said: string): string {
  if (output !== undefined)
    return `${path} has no output \`${output}\` of floating-point numbers, but: ${said}`;
  return usable === 0
    ? `${path} has no output of floating-point numbers, but: ${said}`
    : `${path} has several outputs that may be meant: ${said}`;
}
