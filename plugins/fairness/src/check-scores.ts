import { PluginError } from '@gatehouse/plugin-kit';
import { type FloatType, scoreTolerance } from '@gatehouse/plugin-kit/onnx';
import { quoteName, type TableReader } from '@gatehouse/plugin-kit/table';

/**
 * How many scores left [0, 1] by no more than rounding. Throws PluginError `score-values` where a score is empty, NaN,
 * infinite or farther outside of [0, 1].
 */
export async function checkScores(
  reader: TableReader,
  table: string,
  score: string,
  { data, type }: { data: string; type: FloatType },
): Promise<number> {
  const s = `CAST(${quoteName(score)} AS DOUBLE)`;
  const beyond = `abs(${s} - ${probability(score)})`;
  const [{ clipped, ...row } = {}] = await reader.rows(
    `SELECT count_if(${s} IS NULL)::DOUBLE AS "empty", count_if(isnan(${s}))::DOUBLE AS "NaN",
       count_if(isinf(${s}))::DOUBLE AS "infinite",
       count_if(isfinite(${s}) AND ${beyond} > ${scoreTolerance[type]})::DOUBLE AS "outside of [0, 1]",
       count_if(isfinite(${s}) AND ${beyond} > 0)::DOUBLE AS clipped FROM ${table}`,
  );
  const wrong = Object.entries(row).filter(([, count]) => Number(count) > 0);
  if (wrong.length === 0) return Number(clipped);
  const said = wrong.map(([kind, count]) => `${count} ${kind}`).join(', ');
  throw new PluginError(
    'score-values',
    `${data}: scores in \`${score}\` that are no probability: ${said}`,
    'Give the probability of the positive class.',
  );
}

/** SQL of a score as a double in [0, 1]. */
export function probability(score: string): string {
  return `least(1, greatest(0, CAST(${quoteName(score)} AS DOUBLE)))`;
}

/** For the details of the evidence, where any score was clipped. */
export function clippedOf({ clipped }: { clipped: number }): { clipped?: { scores: number } } {
  return clipped === 0 ? {} : { clipped: { scores: clipped } };
}
