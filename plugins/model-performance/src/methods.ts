import type { Measured } from '@gatehouse/plugin-kit';
import { budgetMs, throughputRuns, throughputWarmUps, timedRows, warmUpRuns } from './measure-speed.ts';
import { logLossEpsilon } from './metrics/log-loss.ts';
import { runtimeVersion } from './onnx-model.ts';

/** How each metric is computed, with the parameters of this run. */
export function describeMethods(options: {
  threshold: number;
  bins: number;
  batchRows: number;
}): Measured['methods'] {
  const { threshold, bins } = options;
  const runtime = { runtime: `onnxruntime-web ${runtimeVersion()}, wasm, 1 thread` };
  const latency = { ...runtime, warm_up_runs: warmUpRuns, most_rows: timedRows, budget_ms: budgetMs };
  const single = 'milliseconds of one run on one row, without reading the row and making its tensor';
  const percentiles = 'percentile by linear interpolation (Hyndman & Fan 7)';
  return {
    accuracy: method('(TP + TN) / n; predicted positive: score >= threshold in the type of the scores', {
      threshold,
    }),
    auc: method('area under the ROC curve: exact Mann-Whitney statistic, ties count one half'),
    f1: method('2 TP / (2 TP + FP + FN) of the positive class', { threshold }),
    precision: method('TP / (TP + FP); n: rows predicted positive', { threshold }),
    recall: method('TP / (TP + FN); n: positive rows', { threshold }),
    log_loss: method('-mean(y ln p + (1 - y) ln(1 - p)), p clipped to [epsilon, 1 - epsilon]', {
      epsilon: logLossEpsilon,
      unit: 'nats',
    }),
    brier: method('mean((p - y)^2) of the positive class'),
    ece: method('mean over rows of |share of positives - mean score| of the bin; bins (from, to] of scores', {
      bins,
      binning: 'equal width over [0, 1]',
      norm: 'L1',
      of: 'the positive class',
    }),
    latency_ms_p50: method(`${single}; ${percentiles}`, { ...latency, percentile: 50 }),
    latency_ms_p95: method(`${single}; ${percentiles}`, { ...latency, percentile: 95 }),
    rows_per_second: method('rows of the first batch / median time of a run on that batch; n: rows timed', {
      ...runtime,
      largest_batch_rows: options.batchRows,
      warm_up_runs: throughputWarmUps,
      runs: throughputRuns,
      budget_ms: budgetMs,
    }),
    model_size_bytes: method('size of the model file'),
  };
}

function method(definition: string, parameters: Record<string, unknown> = {}) {
  return { definition, parameters };
}
