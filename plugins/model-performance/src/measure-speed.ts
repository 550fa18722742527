import { performance } from 'node:perf_hooks';
import { type Model, rowOf } from '@gatehouse/plugin-kit/onnx';
import { percentile } from './metrics/percentile.ts';
import type { Reading } from './reading.ts';

export const warmUpRuns = 50;
export const timedRows = 300;
/** WebAssembly is optimised while it runs, so the batch needs a warm-up of its own. */
export const throughputWarmUps = 20;
export const throughputRuns = 5;
/** A slow model is timed on fewer rows, never on none; every `n` says how many. */
export const budgetMs = 5000;

/** Times single rows, then the whole sample at once. `sample` is row-major and holds at least one row. */
export async function measureSpeed(model: Model, sample: Float64Array, width: number): Promise<Reading[]> {
  const rows = sample.length / width;
  const single = (row: number) => model.prepare(rowOf(sample, row % rows, width), 1);
  await time(warmUpRuns, single);
  const latencies = await time(Math.min(rows, timedRows), single);
  const whole = model.prepare(sample, rows);
  await time(throughputWarmUps, () => whole);
  const batches = await time(throughputRuns, () => whole);
  return [
    ...[50, 95, 99].map((p) => ({
      metric: `latency_ms_p${p}`,
      labels: {},
      value: percentile(latencies, p),
      n: latencies.length,
    })),
    {
      metric: 'rows_per_second',
      labels: {},
      value: (rows / percentile(batches, 50)) * 1000,
      n: rows * batches.length,
    },
  ];
}

/** Milliseconds of each of `runs` runs, or of as many as fit into the budget, from the fastest to the slowest. */
async function time(runs: number, prepare: (run: number) => () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + budgetMs;
  while (times.length < runs && (times.length === 0 || performance.now() < end)) {
    const run = prepare(times.length);
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
}
