import { type FloatType, roundTo } from '@gatehouse/plugin-kit/onnx';
import type { Clipped } from './check-scores.ts';

export type Task = 'binary' | 'multiclass' | 'regression';

export type Role = 'candidate' | 'baseline';

/** What is true of each row. */
export interface Truth {
  /** The index of the class, or the value (regression). */
  values: Float64Array;
  /** Names; binary: negative, positive; regression: none. */
  classes: readonly string[];
  /** By class: its rows. */
  counts: readonly number[];
}

/** What one model says of the same rows. */
export interface Predictions {
  role: Role;
  /** The index of the predicted class, or the predicted value. */
  predicted: Float64Array;
  /** Probabilities, row-major: of the positive class (binary), or of each class (multi-class). */
  scores: Float64Array | undefined;
  /** The precision of the scores. */
  type: FloatType;
  /** Scores that left [0, 1] by rounding; none of a regression. */
  clipped?: Clipped;
}

/** The truth and the predictions to measure, candidate first. */
export interface Sample {
  rows: number;
  truth: Truth;
  predictions: readonly Predictions[];
}

/** How many scores a row has. */
export function scoresPerRow(task: Task, classes: number): number {
  return task === 'multiclass' ? classes : 1;
}

/** The class that the scores say: of two, the positive one from the threshold on. */
export function pickClass(
  scores: Float64Array,
  row: number,
  {
    task,
    classes,
    threshold,
    type,
  }: { task: Task; classes: number; threshold: number; type: Predictions['type'] },
): number {
  if (task === 'multiclass') return mostProbable(scores, classes, row);
  // NumPy compares float32 scores with a float32 threshold: a score of float32(0.7) reaches 0.7.
  return (scores[row] as number) >= roundTo(type, threshold) ? 1 : 0;
}

/** The class with the highest score; of equal ones the first, as NumPy's argmax. */
export function mostProbable(scores: Float64Array, classes: number, row: number): number {
  let best = 0;
  for (let one = 1; one < classes; one++)
    if ((scores[row * classes + one] as number) > (scores[row * classes + best] as number)) best = one;
  return best;
}
