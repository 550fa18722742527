import { measureFixture } from '@gatehouse/plugin-kit';
import { makeTables } from '@gatehouse/testing/tables';
import type { Config } from '../src/config.ts';
import { plugin } from '../src/index.ts';

export const { folder, writeTable } = makeTables(import.meta.dirname);

/** Measures with `sum.onnx`, a model of two features, unless the configuration says otherwise. */
export function measure(config: Partial<Config>) {
  const all = { model: 'sum.onnx', data: 'small.parquet', label: 'y', features: ['a', 'b'], ...config };
  return measureFixture(plugin, all, folder);
}

/** The code of the error that a measurement ends with. */
export async function codeOf(config: Partial<Config>): Promise<string> {
  const error = await measure(config).then(
    () => ({ code: 'measured' }),
    (thrown: { code: string }) => thrown,
  );
  return error.code;
}
