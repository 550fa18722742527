/** Rows by falling score, and by place in that order what is to be known. Made once, used for any weights. */
export interface Ranking {
  order: Uint32Array;
  /** 1 where the next row has another score, or there is none. */
  last: Uint8Array;
  /** 1 where the row is positive. */
  positive: Uint8Array;
}

/** @param scoreOf a row's score, not NaN */
export function rank(
  rows: number,
  scoreOf: (row: number) => number,
  isPositive: (row: number) => boolean,
): Ranking {
  const scores = Float64Array.from({ length: rows }, (_, row) => scoreOf(row));
  const order = new Uint32Array(rows)
    .map((_, row) => row)
    .sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const last = new Uint8Array(rows);
  for (let at = 0; at < rows; at++)
    last[at] = at + 1 === rows || scores[order[at] as number] !== scores[order[at + 1] as number] ? 1 : 0;
  const positive = Uint8Array.from(order, (row) => (isPositive(row) ? 1 : 0));
  return { order, last, positive };
}

/**
 * Of weighted rows, the area under the ROC curve (ties count one half) and the average precision, Σ (Rₖ − Rₖ₋₁)·Pₖ over
 * the distinct scores, without interpolation; both null where a class is missing, the latter only without positives.
 * scikit-learn's `roc_auc_score` and `average_precision_score`.
 *
 * Source: Hanley & McNeil, Radiology 143 (1982), p. 29; Zhu, "Recall, precision and average precision" (2004).
 */
export function rankingMetrics(
  { order, last, positive }: Ranking,
  weights: Uint32Array,
): { auc: number | null; averagePrecision: number | null; positives: number } {
  let positives = 0;
  let negatives = 0;
  let tiedPositives = 0;
  let tiedNegatives = 0;
  let pairs = 0; // (positive, negative) in the right order, twice
  let precisions = 0; // sum over positives
  for (let at = 0; at < order.length; at++) {
    const weight = weights[order[at] as number] as number;
    if (positive[at] === 1) tiedPositives += weight;
    else tiedNegatives += weight;
    if (last[at] === 0) continue;
    // Each negative here is below all positives before it, and ties with those beside it.
    pairs += tiedNegatives * (2 * positives + tiedPositives);
    positives += tiedPositives;
    negatives += tiedNegatives;
    if (tiedPositives > 0) precisions += tiedPositives * (positives / (positives + negatives));
    tiedPositives = 0;
    tiedNegatives = 0;
  }
  return {
    auc: positives === 0 || negatives === 0 ? null : pairs / 2 / (positives * negatives),
    averagePrecision: positives === 0 || negatives === 0 ? null : precisions / positives,
    positives,
  };
}
