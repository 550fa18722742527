import type { Measured } from '@gatehouse/plugin-kit';
import type { Metric } from './config.ts';
import { readNumbers } from './read-numbers.ts';

/** What came of one file; of several comparisons the worst. `missing`: not every run wrote it. */
export type Outcome = 'identical' | 'within_tolerance' | 'differing' | 'missing';

/**
 * Compares numbers of a JSON file among all runs, and with those that are recorded. Two numbers are the same within
 * the tolerance where |a − b| ≤ max(absolute, relative · max(|a|, |b|)), as Python's math.isclose defines it (PEP 485).
 */
export async function compareMetrics(
  path: string,
  metrics: readonly Metric[],
  files: readonly string[],
): Promise<{ outcome: Outcome; seen: Record<string, unknown>; measurements: Measured['measurements'] }> {
  const places = metrics.map(({ at }) => at);
  const perRun: number[][] = [];
  for (const [index, file] of files.entries())
    perRun.push(await readNumbers(file, `${path} of run ${index + 1}`, places));
  const compared = metrics.map((metric, index) => {
    const runs = perRun.map((numbers) => numbers[index] as number);
    const all = metric.recorded === undefined ? runs : [...runs, metric.recorded];
    return { metric, runs, all, outcome: outcomeOf(all, metric) };
  });
  const worst = (['differing', 'within_tolerance'] as const).find((one) =>
    compared.some(({ outcome }) => outcome === one),
  );
  return {
    outcome: worst ?? 'identical',
    seen: { metrics: compared.map(({ metric, runs, outcome }) => ({ ...metric, runs, outcome })) },
    measurements: compared.map(({ metric, all }) => ({
      metric: 'metric_difference',
      ...differenceOf(all),
      n: all.length,
      labels: { output: path, at: metric.at },
    })),
  };
}

function outcomeOf(numbers: readonly number[], { absolute = 0, relative = 0 }: Metric): Outcome {
  const pairs = numbers.flatMap((a, index) => numbers.slice(index + 1).map((b) => [a, b] as const));
  if (pairs.every(([a, b]) => a === b)) return 'identical';
  const near = pairs.every(
    ([a, b]) => Math.abs(a - b) <= Math.max(absolute, relative * Math.max(Math.abs(a), Math.abs(b))),
  );
  return near ? 'within_tolerance' : 'differing';
}

function differenceOf(numbers: readonly number[]): { value: number | null; note?: string } {
  const value = Math.max(...numbers) - Math.min(...numbers);
  return Number.isFinite(value)
    ? { value }
    : { value: null, note: 'the difference is beyond the largest number' };
}
