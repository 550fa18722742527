import { type Measured, method } from '@gatehouse/plugin-kit';
import { runtimeVersion, scoreTolerance } from '@gatehouse/plugin-kit/onnx';
import type { Measurement } from './group-measurements.ts';
import type { Options } from './options.ts';

/** How each metric is computed, with the parameters of this run. Labels: attribute, group, groups (all or large). */
export function describeMethods(options: Options, measurements: readonly Measurement[]): Measured['methods'] {
  const used = new Set(measurements.map(({ metric }) => metric));
  return Object.fromEntries(Object.entries(allMethods(options)).filter(([metric]) => used.has(metric)));
}

function allMethods(options: Options): Measured['methods'] {
  const { model, prediction, score, threshold, confidence, min_group, favourable, bins } = options;
  const runtime =
    model === undefined ? {} : { runtime: `onnxruntime-web ${runtimeVersion()}, wasm, 1 thread` };
  const predicted =
    prediction === undefined
      ? {
          predicted_positive: `${model ?? score} >= threshold, in the type of the scores`,
          threshold,
          clipped: `scores up to ${scoreTolerance.float32} (of half precision ${scoreTolerance.float16}) outside of [0, 1], by rounding, are taken for its ends; details.clipped counts them`,
          ...runtime,
        }
      : { predicted_positive: `column ${prediction}` };
  const interval = { interval: 'Wilson score, two-sided, without continuity correction', confidence };
  const compared = { ...predicted, groups: { all: 'every group', large: `of at least ${min_group} rows` } };
  const parity = { ...compared, undefined_rates: 'make it null; Fairlearn takes them for 0' };
  const low = 'lower end of the interval';
  const high = 'upper end of the interval';
  return {
    selection_rate: method('rows predicted positive / rows', predicted),
    selection_rate_low: method(`selection_rate: ${low}`, interval),
    selection_rate_high: method(`selection_rate: ${high}`, interval),
    true_positive_rate: method('TP / (TP + FN); n: positive rows', predicted),
    true_positive_rate_low: method(`true_positive_rate: ${low}`, interval),
    true_positive_rate_high: method(`true_positive_rate: ${high}`, interval),
    false_positive_rate: method('FP / (FP + TN); n: negative rows', predicted),
    false_positive_rate_low: method(`false_positive_rate: ${low}`, interval),
    false_positive_rate_high: method(`false_positive_rate: ${high}`, interval),
    precision: method('TP / (TP + FP); n: rows predicted positive', predicted),
    precision_low: method(`precision: ${low}`, interval),
    precision_high: method(`precision: ${high}`, interval),
    accuracy: method('(TP + TN) / rows', predicted),
    accuracy_low: method(`accuracy: ${low}`, interval),
    accuracy_high: method(`accuracy: ${high}`, interval),
    base_rate: method('positive rows / rows: the observed rate'),
    base_rate_low: method(`base_rate: ${low}`, interval),
    base_rate_high: method(`base_rate: ${high}`, interval),
    mean_score: method('mean of the scores'),
    calibration_gap: method('base_rate - mean_score: positive where more happens than was predicted'),
    calibration_gap_low: method('base_rate_low - mean_score; the mean score is taken as given', interval),
    calibration_gap_high: method('base_rate_high - mean_score; the mean score is taken as given', interval),
    calibration_error: method(
      'mean over rows of |share of positives - mean score| of the bin; bins (from, to] of scores; too high by chance in small groups',
      { bins, binning: 'equal width over [0, 1]', norm: 'L1' },
    ),
    demographic_parity_difference: method(
      'highest - lowest selection_rate of the groups, as Fairlearn',
      parity,
    ),
    demographic_parity_ratio: method('lowest / highest selection_rate of the groups, as Fairlearn', parity),
    equal_opportunity_difference: method('highest - lowest true_positive_rate, as Fairlearn', parity),
    equal_opportunity_ratio: method('lowest / highest true_positive_rate, as Fairlearn', parity),
    predictive_equality_difference: method(
      'highest - lowest false_positive_rate, as Fairlearn false_positive_rate_difference',
      parity,
    ),
    predictive_equality_ratio: method(
      'lowest / highest false_positive_rate, as Fairlearn false_positive_rate_ratio',
      parity,
    ),
    equalized_odds_difference: method(
      'the larger of equal_opportunity_difference and predictive_equality_difference, as Fairlearn with agg="worst_case"',
      parity,
    ),
    equalized_odds_ratio: method(
      'the smaller of equal_opportunity_ratio and predictive_equality_ratio, as Fairlearn with agg="worst_case"',
      parity,
    ),
    predictive_parity_difference: method('highest - lowest precision of the groups', parity),
    predictive_parity_ratio: method('lowest / highest precision of the groups', parity),
    accuracy_difference: method(
      'highest - lowest accuracy of the groups, as Fairlearn accuracy_score_difference',
      parity,
    ),
    accuracy_ratio: method(
      'lowest / highest accuracy of the groups, as Fairlearn accuracy_score_ratio',
      parity,
    ),
    calibration_difference: method('highest - lowest calibration_gap of the groups', compared),
    adverse_impact_ratio: method(
      'rate of favourable predictions of the group / that of the reference group (four-fifths rule, 29 CFR 1607.4(D)); above 1 where the group does better',
      {
        ...compared,
        favourable,
        reference: options.reference,
        otherwise: 'the group with the highest rate, the first by name of equals',
      },
    ),
    adverse_impact_ratio_min: method(
      'the lowest adverse_impact_ratio of the groups beside the reference group',
      {
        ...compared,
        favourable,
        reference: options.reference,
      },
    ),
    worst_group_gap: method(
      'how much worse than overall the worst group is in the rate of the label: overall - lowest, or highest - overall',
      {
        ...compared,
        worst: {
          lowest: ['true_positive_rate', 'precision', 'accuracy', ...when(favourable === 'positive')],
          highest: ['false_positive_rate', 'calibration_error', ...when(favourable === 'negative')],
        },
      },
    ),
    groups: method('groups that have rows'),
    groups_small: method('groups with fewer than min_group rows; n: groups', { min_group }),
    rows_in_small_groups: method('rows in groups with fewer than min_group rows', { min_group }),
    groups_without_rows: method('pairs of values, each of which occurs, that no row has together'),
    missing_share: method('rows where the column is null or NaN / rows; they form the group (missing)'),
  };
}

function when(condition: boolean): string[] {
  return condition ? ['selection_rate'] : [];
}
