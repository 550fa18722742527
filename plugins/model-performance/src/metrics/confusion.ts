/** Rows by true and predicted class. */
export interface Confusion {
  tp: number;
  fp: number;
  tn: number;
  fn: number;
}

/** Counts rows; a score of at least `threshold` is predicted positive. */
export function countConfusion(scores: Float64Array, labels: Uint8Array, threshold: number): Confusion {
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (let row = 0; row < scores.length; row++) {
    const predicted = (scores[row] as number) >= threshold;
    if (labels[row] === 1) counts[predicted ? 'tp' : 'fn']++;
    else counts[predicted ? 'fp' : 'tn']++;
  }
  return counts;
}

// Definitions: Manning, Raghavan & Schütze, "Introduction to Information Retrieval" (2008), section 8.3.

/** (TP + TN) / all. */
export function accuracy({ tp, fp, tn, fn }: Confusion): number {
  return (tp + tn) / (tp + fp + tn + fn);
}

/** TP / (TP + FP), or null where nothing is predicted positive. */
export function precision({ tp, fp }: Confusion): number | null {
  return tp + fp === 0 ? null : tp / (tp + fp);
}

/** TP / (TP + FN), or null where nothing is positive. */
export function recall({ tp, fn }: Confusion): number | null {
  return tp + fn === 0 ? null : tp / (tp + fn);
}

/** 2·TP / (2·TP + FP + FN) of the positive class, or null where nothing is positive or predicted positive. */
export function f1({ tp, fp, fn }: Confusion): number | null {
  return tp + fp + fn === 0 ? null : (2 * tp) / (2 * tp + fp + fn);
}
