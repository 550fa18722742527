import { posix } from 'node:path';
import { PluginError } from '@gatehouse/plugin-kit';
import { parseDocument } from 'yaml';
import type { Run } from '../plugin.ts';
import { readText } from '../read-json.ts';
import { fieldsOf, maybeText, textOf } from '../shape.ts';

export interface MlflowRun {
  id: string;
  name: string | undefined;
  /** When it ended, in ISO form. */
  ended: string | undefined;
  /** FINISHED, or why the run must not be relied on. */
  state: string;
  /** By name: the latest value, and how many were logged. */
  metrics: Map<string, { value: number; n: number }>;
  params: Map<string, string>;
  tags: Map<string, string>;
}

const mending = '`path` is the meta.yaml of a run, and `files` are those that MLflow wrote beside it.';

// `RunStatus` of MLflow's service.proto; the file store writes the number.
const states = ['', 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

/**
 * Reads the listed files of a run's folder in MLflow's file store. Throws PluginError `unknown-shape`, or
 * `file-outside-run` for one that is not in its metrics/, params/ or tags/.
 */
export function readRun({ path, files }: Run, file: (path: string) => string): MlflowRun {
  const meta = readMeta(readText(file(path), path), path);
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

function readMeta(text: string, path: string): Pick<MlflowRun, 'id' | 'name' | 'ended' | 'state'> {
  const document = parseDocument(text, { version: '1.2', schema: 'core', prettyErrors: false });
  if (document.errors.length > 0) throw new PluginError('unknown-shape', `${path} is not YAML`, mending);
  const meta = fieldsOf(document.toJS({ maxAliasCount: 0 }), path);
  const id = textOf(meta.run_id ?? meta.run_uuid, `${path}: run_id`);
  const state = typeof meta.status === 'number' ? states[meta.status] : meta.status;
  const known = textOf(state, `${path}: status`);
  if (!states.includes(known)) throw new PluginError('unknown-shape', `${path}: status is unknown`, mending);
  return {
    ...{ id, name: maybeText(meta.run_name), ended: timeOf(meta.end_time) },
    state: meta.lifecycle_stage === 'deleted' ? 'deleted' : known,
  };
}

// Milliseconds since 1970; null while it runs.
function timeOf(milliseconds: unknown): string | undefined {
  const time = new Date(typeof milliseconds === 'number' ? milliseconds : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

interface Point {
  value: number;
  timestamp: number;
  step: number;
}

// As MLflow's FileStore: the highest of (step, timestamp, value); the order of lines does not count.
function latest(text: string, path: string): { value: number; n: number } {
  const points = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => readPoint(line.trim(), path));
  const [first, ...others] = points;
  if (first === undefined) throw new PluginError('unknown-shape', `${path} has no value`, mending);
  const last = others.reduce((known, point) => (isLater(point, known) ? point : known), first);
  return { value: last.value, n: points.length };
}

function isLater(a: Point, b: Point): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  // NaN beside a number would otherwise be forgotten or not by the order of lines.
  return Number.isNaN(a.value) || a.value > b.value;
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
