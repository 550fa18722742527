import { PluginError } from '@gatehouse/plugin-kit';
import { clipScore, type FloatType } from '@gatehouse/plugin-kit/onnx';

// Probabilities are often written with few digits.
const tolerance = 1e-3;

/** Scores that were a little below 0 or above 1, and taken for 0 or 1. */
export interface Clipped {
  scores: number;
  /** How far outside the farthest was. */
  farthest: number;
}

export function noClipping(): Clipped {
  return { scores: 0, farthest: 0 };
}

/** For the details of the evidence: what was clipped, where anything was. */
export function clippedOf(predictions: { clipped?: Clipped } | undefined): { clipped?: Clipped } {
  const clipped = predictions?.clipped;
  return clipped === undefined || clipped.scores === 0 ? {} : { clipped };
}

/**
 * The scores, those that left [0, 1] by no more than rounding taken for its ends and counted in `clipped`. Throws
 * PluginError `score-range` for a row whose scores are no probabilities, or (of several classes) do not sum to 1.
 *
 * @param firstRow how many rows stand before these, for messages
 */
export function checkScores(
  scores: ArrayLike<number>,
  { columns, type }: { columns: number; type: FloatType },
  firstRow: number,
  path: string,
  clipped: Clipped,
): Float64Array {
  const kept = new Float64Array(scores.length);
  for (let at = 0; at < scores.length; at += columns) {
    let sum = 0;
    for (let column = at; column < at + columns; column++) {
      const score = scores[column] as number;
      sum += score;
      const within = clipScore(score, type);
      if (within === null) return refuse(`${score}`, 'which is not a probability', at);
      kept[column] = within;
      if (within === score) continue;
      clipped.scores++;
      clipped.farthest = Math.max(clipped.farthest, Math.abs(score - within));
    }
    if (columns > 1 && Math.abs(sum - 1) > tolerance)
      refuse(`scores that sum to ${sum}`, 'and not to 1 (within 0.001)', at);
  }
  return kept;

  function refuse(what: string, why: string, at: number): never {
    throw new PluginError(
      'score-range',
      `${path} gives ${what} for row ${firstRow + at / columns + 1}, ${why}`,
      'Logits need a Sigmoid or Softmax as the last operator of the model.',
    );
  }
}

/** Throws PluginError `prediction-values` for a value that is NaN or infinite. */
export function checkValues(values: ArrayLike<number>, firstRow: number, path: string): void {
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row])) continue;
    throw new PluginError('prediction-values', `${path} gives ${values[row]} for row ${firstRow + row + 1}`);
  }
}
