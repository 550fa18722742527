import type { Steps } from '@gatehouse/plugin-kit/statistics';
import type { ColumnDrift, CountedWork, Measurement } from './column-drift.ts';
import { columnMeasurement } from './column-drift.ts';
import type { CategoryBin } from './compare/compare-categories.ts';
import type { ConventionName, DriftThresholds } from './config.ts';
import { type Convention, isDrift, type Score } from './conventions/convention.ts';
import { deepchecks } from './conventions/deepchecks.ts';
import { evidently } from './conventions/evidently.ts';
import { gatehouse } from './conventions/gatehouse.ts';
import { nannyml } from './conventions/nannyml.ts';
import { tfdvExact } from './conventions/tfdv-exact.ts';

export const conventions: Record<ConventionName, Convention> = {
  gatehouse,
  evidently,
  nannyml,
  tfdv_exact: tfdvExact,
  tfdv: { ...tfdvExact, as: `${tfdvExact.as}; \`tfdv\` is the former name of \`tfdv_exact\`` },
  deepchecks,
};

/** How a column is scored: by which convention, and what stands in for its thresholds. */
export interface Scoring {
  convention: ConventionName;
  thresholds: DriftThresholds;
}

/** What a column was found to be, by its kind; neither where it could not be compared. */
export interface Compared {
  numbers?: Steps | undefined;
  categories?: CategoryBin[] | undefined;
}

/** The score of a column under a convention, and whether that is drift there: 1, 0, or null with the reason. */
export async function scoreColumn(
  column: ColumnDrift,
  compared: Compared,
  work: CountedWork,
  { convention, thresholds }: Scoring,
): Promise<ColumnDrift> {
  const { reference, pair, missing, valid } = work;
  const own = await conventions[convention].score({
    pair,
    measurements: column.measurements,
    missing,
    numbers: compared.numbers,
    categories: compared.categories,
    referenceParts: (parts) => reference.parts(pair.name, Math.floor(reference.rows / parts), pair.kind),
  });
  const threshold = thresholds[pair.kind === 'categorical' ? 'categorical' : 'numeric'] ?? own.threshold;
  const values = { ...own, threshold: own.score === null ? null : threshold };
  const gone = scoreMissing(column, conventions[convention].missing, thresholds);
  const score = gone !== undefined && isDrift(values) !== true && isDrift(gone) ? gone : values;
  const n = valid.reference + valid.current;
  return {
    ...column,
    measurements: [
      ...column.measurements,
      ...(convention === 'gatehouse' ? [] : [scoreMeasurement(score, pair.name, n)]),
      driftMeasurement(score, pair.name, n),
    ],
    details: { ...column.details, score: describe(score) },
  };
}

/** The score of what went missing, where the convention looks at that. */
function scoreMissing(
  { measurements }: ColumnDrift,
  usual: number | undefined,
  { missing }: DriftThresholds,
): Score | undefined {
  const change = measurements.find(({ metric }) => metric === 'missing_share_change');
  if (usual === undefined || change === undefined) return undefined;
  const threshold = missing ?? usual;
  return { test: change.metric, score: change.value, threshold, of: 'distance', inclusive: false };
}

function scoreMeasurement({ test, score, note }: Score, column: string, n: number): Measurement {
  if (score !== null && Number.isFinite(score))
    return columnMeasurement('drift_score', column, n, score, note === undefined ? test : `${test}; ${note}`);
  return columnMeasurement('drift_score', column, n, null, note ?? `${test} is infinite`);
}

function driftMeasurement(score: Score, column: string, n: number): Measurement {
  const drifted = isDrift(score);
  if (drifted === null) {
    const why = score.note ?? 'the convention has no threshold of its own: set drift_thresholds';
    return columnMeasurement('drifted', column, n, null, why);
  }
  const sign = score.of === 'distance' ? '>' : '<';
  const rule = `${score.test} ${sign}${score.inclusive ? '=' : ''} ${score.threshold}`;
  return columnMeasurement('drifted', column, n, drifted ? 1 : 0, rule);
}

function describe({ test, score, threshold, of }: Score) {
  return { test, of, threshold, score: score !== null && Number.isFinite(score) ? score : null };
}

/** How many columns have drifted, and their share of those that could be told. */
export function countDrifted(columns: readonly ColumnDrift[]): Measurement[] {
  const all = columns.flatMap(({ measurements }) =>
    measurements.filter(({ metric }) => metric === 'drifted'),
  );
  const told = all.filter(({ value }) => value !== null);
  const untold = all.filter(({ value }) => value === null).map(({ labels }) => labels.column);
  const n = told.length;
  const drifted = told.filter(({ value }) => value === 1).length;
  const note = untold.length === 0 ? {} : { note: `not told for ${untold.join(', ')}` };
  const give = (metric: string, value: number) =>
    n === 0
      ? { metric, value: null, n, labels: {}, note: 'no column has a score with a threshold' }
      : { metric, value, n, labels: {}, ...note };
  return [give('columns_drifted', drifted), give('drifted_share', drifted / n)];
}
