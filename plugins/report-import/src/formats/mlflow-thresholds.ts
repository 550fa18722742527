import { PluginError } from '@gatehouse/plugin-kit';
import type { Threshold } from '../config.ts';
import type { Check, Value } from '../imported.ts';
import type { MlflowRun } from './mlflow-info.ts';

type Metrics = MlflowRun['metrics'];
type Judged = { checks: Check[]; values: Value[] };

/**
 * MLflow's `validate_evaluation_results` (3.17), each condition of a threshold as a check, and how far it is met as a
 * number. What is missing or not finite is errored; MLflow lets NaN pass `min_relative_change`. Throws PluginError
 * `bad-threshold` for one without a condition, or one that needs a baseline which is not configured.
 */
export function checkThresholds(
  thresholds: Record<string, Threshold>,
  metrics: Metrics,
  baseline: Metrics | undefined,
  shown: string,
): Judged {
  const judged = Object.entries(thresholds).map(([name, threshold]) => {
    const { threshold: limit, min_absolute_change: absolute, min_relative_change: relative } = threshold;
    const compares = absolute !== undefined || relative !== undefined;
    if (limit === undefined && !compares)
      throw new PluginError(
        'bad-threshold',
        `${shown}: the threshold of ${name} demands nothing`,
        'Give it `threshold`, `min_absolute_change` or `min_relative_change`.',
      );
    if (compares && baseline === undefined)
      throw new PluginError(
        'bad-threshold',
        `${shown}: the threshold of ${name} compares, and there is no \`baseline\``,
        'Name the run to compare with under `baseline`.',
      );
    return judge(name, threshold, metrics.get(name)?.value, baseline?.get(name)?.value);
  });
  return { checks: judged.flatMap(({ checks }) => checks), values: judged.flatMap(({ values }) => values) };
}

function judge(
  name: string,
  demanded: Threshold,
  value: number | undefined,
  baseline: number | undefined,
): Judged {
  const { threshold, min_absolute_change: absolute, min_relative_change: relative } = demanded;
  const sign = demanded.greater_is_better ? 1 : -1;
  const result: Judged = { checks: [], values: [] };
  const add = (condition: string, measure: string, number: number | undefined, met: () => boolean) => {
    const known = number !== undefined && !Number.isNaN(number);
    result.checks.push({
      name: `${name}: ${condition}`,
      outcome: !known ? 'errored' : met() ? 'passed' : 'failed',
      labels: { metric: name },
      message: known ? undefined : 'the metric, or that of the baseline, is missing or not finite',
    });
    if (known) result.values.push({ name: measure, value: number, labels: { metric: name } });
  };
  const own = finite(value);
  const base = finite(baseline);
  if (threshold !== undefined) {
    const margin = own === undefined ? undefined : sign * (own - threshold);
    add('threshold', 'threshold_margin', margin, () => isBetter(own as number, threshold, sign));
  }
  const change = own === undefined || base === undefined ? undefined : sign * (own - base);
  if (absolute !== undefined)
    // The sum first, as MLflow: the last digit decides.
    add('min_absolute_change', 'absolute_change', change, () =>
      isBetter(own as number, (base as number) + sign * absolute, sign),
    );
  if (relative === undefined) return result;
  if (base === 0)
    add('min_relative_change', 'absolute_change_of_zero', change, () =>
      isBetter(own as number, sign * 1e-10, sign),
    );
  else
    add(
      'min_relative_change',
      'relative_change',
      change === undefined ? undefined : change / Math.abs(base as number),
      () => (change as number) / Math.abs(base as number) >= relative,
    );
  return result;
}

function isBetter(value: number, limit: number, sign: number): boolean {
  return sign > 0 ? value >= limit : value <= limit;
}

function finite(value: number | undefined): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
