import { PluginError } from '@gatehouse/plugin-kit';

// Probabilities are often written with few digits.
const tolerance = 1e-3;

/**
 * Throws PluginError `score-range` for a row whose scores are no probabilities, or (of several classes) do not sum to 1.
 *
 * @param firstRow how many rows stand before these, for messages
 */
export function checkScores(
  scores: ArrayLike<number>,
  columns: number,
  firstRow: number,
  path: string,
): void {
  for (let at = 0; at < scores.length; at += columns) {
    let sum = 0;
    for (let column = at; column < at + columns; column++) {
      const score = scores[column] as number;
      sum += score;
      if (!(score >= 0 && score <= 1)) refuse(`${score}`, 'which is not a probability', at);
    }
    if (columns > 1 && Math.abs(sum - 1) > tolerance)
      refuse(`scores that sum to ${sum}`, 'and not to 1 (within 0.001)', at);
  }

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
