/** Weighted rows by true class (first) and predicted class: `classes` × `classes`, row-major. */
export type Confusion = Float64Array;

/** Counts rows by class, for any weights. */
export function confusionCounter(
  truth: Float64Array,
  predicted: Float64Array,
  classes: number,
): (weights: Uint32Array) => Confusion {
  const cells = Uint32Array.from(truth, (one, row) => one * classes + (predicted[row] as number));
  return (weights) => {
    const counts = new Float64Array(classes * classes);
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row] as number;
      counts[cell] = (counts[cell] as number) + (weights[row] as number);
    }
    return counts;
  };
}

/** One class against all others. */
export interface ClassCounts {
  /** Rows of it that are predicted so. */
  hits: number;
  /** Rows of it. */
  actual: number;
  /** Rows predicted to be of it. */
  predicted: number;
}

export function countClasses(confusion: Confusion, classes: number): ClassCounts[] {
  return Array.from({ length: classes }, (_, one) => {
    let actual = 0;
    let predicted = 0;
    for (let other = 0; other < classes; other++) {
      actual += confusion[one * classes + other] as number;
      predicted += confusion[other * classes + one] as number;
    }
    return { hits: confusion[one * classes + one] as number, actual, predicted };
  });
}

// Definitions: Manning, Raghavan & Schütze, "Introduction to Information Retrieval" (2008), section 8.3; scikit-learn
// gives 0 for what is null here.

/** Of the rows predicted to be of a class, the share that is; null where none is predicted so. */
export function precision({ hits, predicted }: ClassCounts): number | null {
  return predicted === 0 ? null : hits / predicted;
}

/** Of the rows of a class, the share that is predicted so; null where there is none. */
export function recall({ hits, actual }: ClassCounts): number | null {
  return actual === 0 ? null : hits / actual;
}

/** The harmonic mean of precision and recall, 2·TP / (2·TP + FP + FN); null where the class occurs in neither. */
export function f1({ hits, actual, predicted }: ClassCounts): number | null {
  return actual + predicted === 0 ? null : (2 * hits) / (actual + predicted);
}

/**
 * The mean recall of the classes that occur; null where fewer than two do. scikit-learn's `balanced_accuracy_score`.
 *
 * Source: Brodersen et al., "The balanced accuracy and its posterior distribution", ICPR 2010.
 */
export function balancedAccuracy(counts: readonly ClassCounts[]): number | null {
  const recalls = counts.map(recall).filter((one) => one !== null);
  return recalls.length < 2 ? null : recalls.reduce((sum, one) => sum + one, 0) / recalls.length;
}
