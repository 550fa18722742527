import type { RowValue } from '../reading.ts';

/** Where probabilities are clipped: the machine epsilon of their type, as scikit-learn's `log_loss` does. */
export const logLossEpsilon = { float16: 2 ** -10, float32: 2 ** -23, float64: 2 ** -52 };

/**
 * A row's part in the log loss, in nats: −ln of the probability of its class, clipped to [epsilon, 1 − epsilon].
 *
 * Source: Bishop, "Pattern Recognition and Machine Learning" (2006), eq. 4.90 and 4.108.
 */
export function logLoss(
  truth: Float64Array,
  scores: Float64Array,
  columns: number,
  epsilon: number,
): RowValue {
  const clip = (score: number) => Math.min(Math.max(score, epsilon), 1 - epsilon);
  if (columns > 1) return (row) => -Math.log(clip(scores[row * columns + (truth[row] as number)] as number));
  return (row) => {
    const score = clip(scores[row] as number);
    return -(truth[row] === 1 ? Math.log(score) : Math.log1p(-score));
  };
}

/**
 * A row's part in the Brier score. Of two classes (score − label)² of the positive one, from 0 to 1, which is half of
 * the original; of several the sum over classes, from 0 to 2: scikit-learn's `brier_score_loss`.
 *
 * Source: Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950).
 */
export function brierScore(truth: Float64Array, scores: Float64Array, columns: number): RowValue {
  if (columns === 1) return (row) => ((scores[row] as number) - (truth[row] as number)) ** 2;
  return (row) => {
    let sum = 0;
    for (let one = 0; one < columns; one++)
      sum += ((scores[row * columns + one] as number) - (truth[row] === one ? 1 : 0)) ** 2;
    return sum;
  };
}
