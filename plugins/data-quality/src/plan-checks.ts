import { PluginError } from '@gatehouse/plugin-kit';
import { isPresent } from '@gatehouse/plugin-kit/table';
import type { Checks, CountRange } from './checks-config.ts';
import type { CheckedTable, LabelledCheck } from './labelled-check.ts';
import { noColumn } from './missing-names.ts';
import {
  between,
  inSet,
  lengths,
  matches,
  needsAnEnd,
  notNull,
  type Plan,
  unique,
} from './plan-column-checks.ts';
import { planReference } from './plan-reference.ts';

/**
 * All checks of a configuration, in a fixed order. A check of a column that is not there, or of a type that it can not
 * be done on, is planned as unmeasured. Throws PluginError `bad-config` for a range without an end.
 */
export function planChecks(checks: Checks, table: CheckedTable): LabelledCheck[] {
  const each = <T>(check: string, by: Record<string, T> | undefined, plan: Plan<T>) =>
    Object.entries(by ?? {}).map(([column, value]) => planColumn(check, column, table, plan, value));
  const all = (check: string, columns: readonly string[] | undefined, plan: Plan<undefined>) =>
    [...new Set(columns)].map((column) => planColumn(check, column, table, plan, undefined));
  return [
    ...[...new Set(checks.column_exists)].map((column) => planExistence(column, table)),
    ...(checks.row_count_between ? [planRowCount(checks.row_count_between, table)] : []),
    ...all('not_null', checks.not_null, notNull),
    ...all('unique', checks.unique, unique),
    ...(checks.compound_unique ?? []).map((columns) => planCompound(columns, table)),
    ...each('values_between', checks.values_between, between),
    ...each('values_in_set', checks.values_in_set, inSet),
    ...each('match_regex', checks.match_regex, matches),
    ...each('value_lengths_between', checks.value_lengths_between, lengths),
    ...(checks.referential ?? []).map((reference) => planReference(reference, table)),
  ];
}

function planColumn<T>(
  check: string,
  name: string,
  { columns }: CheckedTable,
  plan: Plan<T>,
  value: T,
): LabelledCheck {
  const type = columns.get(name);
  const planned =
    type === undefined ? { unmeasured: noColumn([name], columns) } : plan({ name, type }, value);
  return { labels: { check, column: name }, planned };
}

function planExistence(column: string, { columns }: CheckedTable): LabelledCheck {
  const unexpected = columns.has(column) ? 0 : 1;
  return {
    labels: { check: 'column_exists', column },
    planned: { known: { examined: 1, unexpected, examples: [] } },
  };
}

function planRowCount(range: CountRange, { rows }: CheckedTable): LabelledCheck {
  needsAnEnd('row_count_between', range);
  const within = rows >= (range.min ?? 0) && rows <= (range.max ?? Number.POSITIVE_INFINITY);
  return {
    labels: { check: 'row_count_between' },
    planned: { known: { examined: 1, unexpected: within ? 0 : 1, examples: [] } },
  };
}

function planCompound(columns: readonly string[], table: CheckedTable): LabelledCheck {
  const labels = { check: 'compound_unique', column: columns.join(', ') };
  if (columns.some((name) => !table.columns.has(name)))
    return { labels, planned: { unmeasured: noColumn(columns, table.columns) } };
  if (columns.length === 0) throw new PluginError('bad-config', 'compound_unique names no column');
  const present = columns.map((name) => isPresent(name, table.columns.get(name) as string));
  return { labels, planned: { repeats: { columns, examined: `(${present.join(' OR ')})` } } };
}
