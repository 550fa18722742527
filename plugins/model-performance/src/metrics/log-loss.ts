/** The machine epsilon of float32, 2^-23. */
export const logLossEpsilon = 2 ** -23;

/**
 * The mean negative log likelihood, in nats: −mean(y·ln p + (1 − y)·ln(1 − p)), with p clipped to
 * [epsilon, 1 − epsilon]. scikit-learn's `log_loss` clips float32 scores, which almost all models give, at this epsilon.
 *
 * Source: Bishop, "Pattern Recognition and Machine Learning" (2006), eq. 4.90.
 */
export function logLoss(scores: Float64Array, labels: Uint8Array, epsilon = logLossEpsilon): number {
  let sum = 0;
  for (let row = 0; row < scores.length; row++) {
    const score = Math.min(Math.max(scores[row] as number, epsilon), 1 - epsilon);
    sum -= labels[row] === 1 ? Math.log(score) : Math.log1p(-score);
  }
  return sum / scores.length;
}
