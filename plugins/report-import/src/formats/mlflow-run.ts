import { posix } from 'node:path';
import { PluginError } from '@gatehouse/plugin-kit';
import { parseDocument } from 'yaml';
import type { Run } from '../config.ts';
import { parseJson } from '../parse-json.ts';
import { isJson, readText } from '../read-text.ts';
import { fieldsOf } from '../shape.ts';
import { type Info, latestPoint, type MlflowRun, type Point, readInfo } from './mlflow-info.ts';
import { readDescribedRun } from './mlflow-json.ts';

const mending =
  '`path` is what `mlflow runs describe` writes, or the meta.yaml of a run, with `files` that MLflow wrote beside it.';

/**
 * Reads a run: the JSON of `mlflow runs describe` or of REST's `runs/get`, or the listed files of its folder in MLflow's
 * file store. Throws PluginError `unknown-shape`, or `file-outside-run` for one that is not in its metrics/, params/ or
 * tags/.
 */
export function readRun({ path, files = [] }: Run, file: (path: string) => string): MlflowRun {
  const text = readText(file(path), path);
  if (isJson(text)) {
    if (files.length === 0) return readDescribedRun(parseJson(text, path), path);
    throw new PluginError('unknown-shape', `${path} is no meta.yaml, and has \`files\``, mending);
  }
  const meta = readMeta(text, path);
  const run: MlflowRun = { ...meta, metrics: new Map(), params: new Map(), tags: new Map() };
  const folder = posix.dirname(path);
  for (const one of files) {
    const [kind, ...name] = posix.relative(folder, posix.normalize(one)).split('/');
    const key = name.join('/');
    if (key === '' || (kind !== 'metrics' && kind !== 'params' && kind !== 'tags'))
      throw new PluginError(
        'file-outside-run',
        `${one} is not in metrics/, params/ or tags/ beside ${path}`,
        'List only files of this run.',
      );
    const text = readText(file(one), one);
    if (kind === 'metrics') run.metrics.set(key, latest(text, one));
    else run[kind].set(key, text.trimEnd());
  }
  return run;
}

function readMeta(text: string, path: string): Info {
  const document = parseDocument(text, { version: '1.2', schema: 'core', prettyErrors: false });
  if (document.errors.length > 0) throw new PluginError('unknown-shape', `${path} is not YAML`, mending);
  const meta = fieldsOf(document.toJS({ maxAliasCount: 0 }), path);
  return readInfo(meta, path);
}

function latest(text: string, path: string): { value: number; n: number } {
  const points = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => readPoint(line.trim(), path));
  const last = latestPoint(points);
  if (last === undefined) throw new PluginError('unknown-shape', `${path} has no value`, mending);
  return { value: last.value, n: points.length };
}

// MLflow 3 adds name and digest of a data set; then it reads the step as 0, but writes it all the same.
function readPoint(line: string, path: string): Point {
  const fields = line.split(' ');
  const [timestamp = '', value = '', step = '0'] = fields;
  const whole = /^-?\d+$/;
  const number = pythonNumber(value);
  if (
    ![2, 3, 5].includes(fields.length) ||
    !whole.test(timestamp) ||
    !whole.test(step) ||
    number === undefined
  )
    throw new PluginError(
      'unknown-shape',
      `${path} has a line that is not \`timestamp value step\``,
      mending,
    );
  return { timestamp: Number(timestamp), value: number, step: Number(step) };
}

function pythonNumber(text: string): number | undefined {
  const words: Record<string, number> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };
  if (Object.hasOwn(words, text)) return words[text];
  return /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
