/**
 * The area under the ROC curve, exactly, as the Mann–Whitney statistic: the share of (positive, negative) pairs in
 * which the positive has the higher score, ties counting one half. Equals scikit-learn's `roc_auc_score`. Null where
 * one class is missing.
 *
 * Source: Hanley & McNeil, "The meaning and use of the area under a ROC curve", Radiology 143 (1982), p. 29.
 */
export function areaUnderCurve(scores: Float64Array, labels: Uint8Array): number | null {
  const positives = scores.filter((_, row) => labels[row] === 1).sort();
  const negatives = scores.filter((_, row) => labels[row] === 0).sort();
  if (positives.length === 0 || negatives.length === 0) return null;
  // Counts and halves of counts stay exact below 2^53: up to 67 million rows of each class.
  let pairs = 0;
  let below = 0;
  let upTo = 0;
  for (const score of positives) {
    while (below < negatives.length && (negatives[below] as number) < score) below++;
    if (upTo < below) upTo = below;
    while (upTo < negatives.length && negatives[upTo] === score) upTo++;
    pairs += (below + upTo) / 2;
  }
  return pairs / (positives.length * negatives.length);
}
