import { type Measured, method } from '@gatehouse/plugin-kit';
import { runtimeVersion, scoreTolerance } from '@gatehouse/plugin-kit/onnx';
import { budgetMs, throughputRuns, throughputWarmUps, timedRows, warmUpRuns } from './measure-speed.ts';
import { describeComparison } from './methods-of-comparison.ts';
import { logLossEpsilon } from './metrics/losses.ts';
import type { Options } from './options.ts';
import type { Task } from './predictions.ts';
import { batchRows } from './read-sample.ts';
import type { Judged } from './report.ts';

type Methods = Measured['methods'];

/** How each measured metric is computed, with the parameters of this run. */
export function describeMethods(
  measurements: Measured['measurements'],
  judged: Judged,
  options: Options,
): Methods {
  const metrics = { ...ofPredictions(judged, options), ...ofSpeed() };
  const used = new Set(measurements.map(({ metric }) => metric));
  const all = Object.entries(metrics).flatMap(([metric, said]) => [
    [metric, said] as const,
    ...Object.entries(describeComparison(metric, judged, options)).map(
      ([name, derived]) => [name.replace('<metric>', metric), derived] as const,
    ),
  ]);
  return Object.fromEntries(all.filter(([metric]) => used.has(metric)));
}

function ofPredictions({ models }: Judged, options: Options): Methods {
  const { task, bins, prediction } = options;
  const types = [...new Set(models.map(({ type }) => type))];
  const clipped = `scores up to ${types.map((type) => `${scoreTolerance[type]} (${type})`).join(', ')} outside of [0, 1], by rounding, are taken for its ends; details.models.*.clipped counts them`;
  const predicted =
    prediction !== undefined
      ? { predicted: `column ${prediction}` }
      : task === 'binary'
        ? {
            predicted: 'positive: score >= threshold, in the type of the scores',
            clipped,
            threshold: options.threshold,
          }
        : { predicted: 'the class with the highest score, of equal ones the first', clipped };
  const averages =
    'averages: macro (mean over classes), weighted (by their rows), micro (all rows: the accuracy)';
  const ovr =
    task === 'multiclass' ? { average: 'one class against the rest; macro or weighted by its rows' } : {};
  const epsilon = Object.fromEntries(models.map(({ role, type }) => [role, logLossEpsilon[type]]));
  const calibrated = {
    bins,
    norm: 'L1',
    of: task === 'binary' ? 'the positive class' : 'the class with the highest score',
    bias: 'too high by chance, more so of few rows; the interval is of what the bins would show of infinitely many',
  };
  const by: Record<Task, Record<string, unknown>> = {
    binary: { of: 'the positive class' },
    multiclass: { of: 'each class, and averaged', averages },
    regression: {},
  };
  const classes = { ...predicted, ...by[task], undefined: 'null, where scikit-learn gives 0' };
  return {
    accuracy: method('rows whose class is predicted / rows', predicted),
    balanced_accuracy: method('mean recall of the classes that occur', predicted),
    precision: method('TP / (TP + FP); n: rows predicted to be of the class', classes),
    recall: method('TP / (TP + FN); n: rows of the class', classes),
    f1: method('2 TP / (2 TP + FP + FN)', classes),
    auc: method('area under the ROC curve: exact Mann-Whitney statistic, ties count one half', ovr),
    average_precision: method('sum of (R_k - R_(k-1)) P_k over the distinct scores, not interpolated', ovr),
    log_loss: method('-mean(ln p) of the true class, p clipped to [epsilon, 1 - epsilon]', {
      epsilon,
      unit: 'nats',
    }),
    brier: method(
      'binary: mean((p - y)^2) of the positive class; several classes: mean of the sum over classes, 0 to 2',
    ),
    ece: method('mean over rows of |share of hits - mean score| of the bin; bins (from, to] of scores', {
      ...calibrated,
      binning: 'equal width over [0, 1]',
    }),
    ece_equal_count: method('as ece, in bins between the quantiles of the scores', {
      ...calibrated,
      binning: 'equal count (Hyndman & Fan 7)',
    }),
    mae: method('mean |predicted - true|'),
    rmse: method('square root of mean((predicted - true)^2)'),
    r2: method('1 - sum((predicted - true)^2) / sum((true - mean(true))^2)'),
    mape: method('mean |(predicted - true) / true|, a share; undefined where a true value is 0'),
  };
}

function ofSpeed(): Methods {
  const runtime = { runtime: `onnxruntime-web ${runtimeVersion()}, wasm, 1 thread` };
  const latency = { ...runtime, warm_up_runs: warmUpRuns, most_rows: timedRows, budget_ms: budgetMs };
  const single = 'milliseconds of one run on one row, without reading the row and making its tensor';
  const percentiles = 'percentile by linear interpolation (Hyndman & Fan 7)';
  return {
    latency_ms_p50: method(`${single}; ${percentiles}`, { ...latency, percentile: 50 }, 'varies'),
    latency_ms_p95: method(`${single}; ${percentiles}`, { ...latency, percentile: 95 }, 'varies'),
    latency_ms_p99: method(`${single}; ${percentiles}`, { ...latency, percentile: 99 }, 'varies'),
    rows_per_second: method(
      'rows of the first batch / median time of a run on that batch; n: rows timed',
      {
        ...runtime,
        largest_batch_rows: batchRows,
        warm_up_runs: throughputWarmUps,
        runs: throughputRuns,
        budget_ms: budgetMs,
      },
      'varies',
    ),
    model_size_bytes: method('size of the model file'),
  };
}
