import type { Counts, Grouping } from './count-groups.ts';
import type { Measurement } from './group-measurements.ts';
import { attributeName, listNames } from './group-names.ts';
import type { Predictions } from './open-predictions.ts';

/** How many groups there are, which of them are small or have no rows at all, and how many values are missing. */
export function measureGroupSizes(
  groupings: readonly Grouping[],
  { rows, missing }: Predictions,
  least: number,
): Measurement[] {
  return [
    ...groupings.flatMap((grouping) => {
      const { attribute, groups } = grouping;
      const small = groups.filter(({ counts }) => counts.rows < least);
      const inSmall = small.reduce((sum, { counts }) => sum + counts.rows, 0);
      const names = listNames(small.map(({ name, counts }) => `${name} (${counts.rows})`));
      const note = small.length === 0 ? {} : { note: `fewer than ${least} rows: ${names}` };
      const empty = withoutRows(grouping, groupings);
      const labels = { attribute };
      return [
        { metric: 'groups', value: groups.length, n: rows, labels },
        { metric: 'groups_small', value: small.length, n: groups.length, labels, ...note },
        { metric: 'rows_in_small_groups', value: inSmall, n: rows, labels },
        { metric: 'groups_without_rows', value: empty, n: groups.length + empty, labels },
      ];
    }),
    ...missing.map(({ column, nulls, nans }) => ({
      metric: 'missing_share',
      value: (nulls + nans) / rows,
      n: rows,
      labels: { attribute: attributeName([column]) },
    })),
  ];
}

/** The counts behind every measurement, by attribute and group. */
export function describeGroups(
  groupings: readonly Grouping[],
  { missing }: Predictions,
  least: number,
): Record<string, unknown> {
  const describe = ({ groups }: Grouping) =>
    Object.fromEntries(
      groups.map(({ name, counts }) => [
        name,
        { rows: counts.rows, ...outcomesOf(counts), ...(counts.rows < least ? { small: true } : {}) },
      ]),
    );
  return {
    missing: Object.fromEntries(missing.map(({ column, nulls, nans }) => [column, { nulls, nans }])),
    groups: Object.fromEntries(groupings.map((grouping) => [grouping.attribute, describe(grouping)])),
  };
}

function outcomesOf({ labelled, rows, positives, selected, truePositives }: Counts) {
  if (!labelled) return { selected };
  return {
    true_positives: truePositives,
    false_positives: selected - truePositives,
    false_negatives: positives - truePositives,
    true_negatives: rows - positives - selected + truePositives,
  };
}

/** Combinations of values of a pair that no row has. */
function withoutRows({ columns, groups }: Grouping, groupings: readonly Grouping[]): number {
  if (columns.length === 1) return 0;
  const sizes = columns.map(
    (column) => groupings.find((one) => one.attribute === attributeName([column]))?.groups.length ?? 0,
  );
  return sizes.reduce((product, size) => product * size, 1) - groups.length;
}
