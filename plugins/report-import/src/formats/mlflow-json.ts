import { PluginError } from '@gatehouse/plugin-kit';
import { type Fields, fieldsOf, isFields, listOf, textOf } from '../shape.ts';
import { latestPoint, type MlflowRun, type Point, readInfo } from './mlflow-info.ts';

const words: Record<string, number> = { NaN: Number.NaN, Infinity: Infinity, '-Infinity': -Infinity };

/**
 * A run as `mlflow runs describe` writes it (metrics, parameters and tags by name), or as REST answers `runs/get` (lists of
 * them). Throws PluginError `unknown-shape`.
 */
export function readDescribedRun(value: unknown, shown: string): MlflowRun {
  const whole = fieldsOf(value, shown);
  const run = whole.run === undefined ? whole : fieldsOf(whole.run, `${shown}: run`);
  const data = fieldsOf(run.data, `${shown}: data`);
  const points = new Map<string, Point[]>();
  for (const point of pointsOf(data.metrics, `${shown}: data.metrics`)) {
    const known = points.get(point.key);
    if (known) known.push(point);
    else points.set(point.key, [point]);
  }
  return {
    ...readInfo(fieldsOf(run.info, `${shown}: info`), shown),
    metrics: new Map(
      [...points].map(([key, all]) => [key, { value: (latestPoint(all) as Point).value, n: all.length }]),
    ),
    params: textsOf(data.params, `${shown}: data.params`),
    tags: textsOf(data.tags, `${shown}: data.tags`),
  };
}

// REST leaves out a list without an entry.
function pointsOf(metrics: unknown, at: string): (Point & { key: string })[] {
  if (isFields(metrics))
    return Object.entries(metrics).map(([key, value]) => ({
      ...{ key, value: numberOf(value, `${at}.${key}`), timestamp: 0, step: 0 },
    }));
  return listOf(metrics ?? [], at).map((metric, i) => {
    const place = `${at}[${i}]`;
    const fields = fieldsOf(metric, place);
    return {
      key: textOf(fields.key, `${place}.key`),
      value: numberOf(fields.value, `${place}.value`),
      timestamp: wholeOf(fields, 'timestamp', place),
      step: wholeOf(fields, 'step', place),
    };
  });
}

function textsOf(values: unknown, at: string): Map<string, string> {
  if (isFields(values))
    return new Map(Object.entries(values).map(([key, text]) => [key, anyText(text, `${at}.${key}`)]));
  return new Map(
    listOf(values ?? [], at).map((value, i) => {
      const fields = fieldsOf(value, `${at}[${i}]`);
      return [textOf(fields.key, `${at}[${i}].key`), anyText(fields.value ?? '', `${at}[${i}].value`)];
    }),
  );
}

function anyText(value: unknown, at: string): string {
  return typeof value === 'string' ? value : refuse(at, 'a text');
}

function numberOf(value: unknown, at: string): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && Object.hasOwn(words, value)) return words[value] as number;
  return refuse(at, 'a number');
}

// Protobuf writes a large integer as a text, and leaves out a zero.
function wholeOf(fields: Fields, name: string, at: string): number {
  const value = fields[name] ?? 0;
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number)
    ? number
    : refuse(`${at}.${name}`, 'an integer');
}

function refuse(at: string, what: string): never {
  throw new PluginError(
    'unknown-shape',
    `${at} is not ${what}`,
    'Write the run with `mlflow runs describe --run-id …`.',
  );
}
