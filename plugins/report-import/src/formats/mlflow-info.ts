import { PluginError } from '@gatehouse/plugin-kit';
import { type Fields, maybeText, textOf } from '../shape.ts';

export interface Info {
  id: string;
  name: string | undefined;
  /** When it ended, in ISO form. */
  ended: string | undefined;
  /** FINISHED, or why the run must not be relied on. */
  state: string;
}

/** A run of MLflow, wherever it was read from. */
export interface MlflowRun extends Info {
  /** By name: the latest value, and how many were logged. */
  metrics: Map<string, { value: number; n: number }>;
  params: Map<string, string>;
  tags: Map<string, string>;
}

/** A value of a metric; time in milliseconds since 1970. */
export interface Point {
  value: number;
  timestamp: number;
  step: number;
}

// `RunStatus` of MLflow's service.proto; the file store writes the number.
const states = ['', 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'];

/** `RunInfo` of MLflow. Throws PluginError `unknown-shape`. */
export function readInfo(info: Fields, shown: string): Info {
  const id = textOf(info.run_id ?? info.run_uuid, `${shown}: run_id`);
  const state = typeof info.status === 'number' ? states[info.status] : info.status;
  const known = textOf(state, `${shown}: status`);
  if (!states.includes(known))
    throw new PluginError('unknown-shape', `${shown}: status is unknown`, 'Is it the run of MLflow?');
  return {
    ...{ id, name: maybeText(info.run_name), ended: timeOf(info.end_time) },
    state: info.lifecycle_stage === 'deleted' ? 'deleted' : known,
  };
}

// Milliseconds since 1970; null while it runs. Protobuf may write a large integer as a text.
function timeOf(milliseconds: unknown): string | undefined {
  const isDigits = typeof milliseconds === 'string' && /^\d+$/.test(milliseconds);
  const time = new Date(typeof milliseconds === 'number' || isDigits ? Number(milliseconds) : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** As MLflow's FileStore: the highest of (step, timestamp, value); their order does not count. */
export function latestPoint(points: readonly Point[]): Point | undefined {
  const [first, ...others] = points;
  return others.reduce((known, point) => (known && !isLater(point, known) ? known : point), first);
}

function isLater(a: Point, b: Point): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  // NaN beside a number would otherwise be forgotten or not by the order of lines.
  return Number.isNaN(a.value) || a.value > b.value;
}
