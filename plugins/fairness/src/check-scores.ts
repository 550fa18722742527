import { PluginError } from '@gatehouse/plugin-kit';
import { quoteName, type TableReader } from '@gatehouse/plugin-kit/table';

/** Throws PluginError `score-values` where a score is empty, NaN, infinite or outside of [0, 1]. */
export async function checkScores(
  reader: TableReader,
  table: string,
  score: string,
  data: string,
): Promise<void> {
  const s = `CAST(${quoteName(score)} AS DOUBLE)`;
  const [row = {}] = await reader.rows(
    `SELECT count_if(${s} IS NULL)::DOUBLE AS "empty", count_if(isnan(${s}))::DOUBLE AS "NaN",
       count_if(isinf(${s}))::DOUBLE AS "infinite",
       count_if(isfinite(${s}) AND NOT ${s} BETWEEN 0 AND 1)::DOUBLE AS "outside of [0, 1]" FROM ${table}`,
  );
  const wrong = Object.entries(row).filter(([, count]) => Number(count) > 0);
  if (wrong.length === 0) return;
  const said = wrong.map(([kind, count]) => `${count} ${kind}`).join(', ');
  throw new PluginError(
    'score-values',
    `${data}: scores in \`${score}\` that are no probability: ${said}`,
    'Give the probability of the positive class.',
  );
}
