/**
 * The Brier score of the positive class: the mean of (score − label)². 0 is best, 1 is worst; scikit-learn's
 * `brier_score_loss`. The original score for two classes is twice this number.
 *
 * Source: Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950).
 */
export function brierScore(scores: Float64Array, labels: Uint8Array): number {
  let sum = 0;
  for (let row = 0; row < scores.length; row++) {
    const error = (scores[row] as number) - (labels[row] as number);
    sum += error * error;
  }
  return sum / scores.length;
}
