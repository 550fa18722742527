import type { ColumnDrift, Measurement } from './column-drift.ts';

/** The highest value of a metric over columns, and whose it is. Null where no column has one, undefined where it was not chosen. */
export function worstOf(
  metric: 'psi' | 'ks',
  columns: readonly ColumnDrift[],
  chosen: ReadonlySet<string>,
): { measurement: Measurement; column: string | null } | undefined {
  if (!chosen.has(metric)) return undefined;
  const all = columns.flatMap(({ measurements }) => measurements.filter((one) => one.metric === metric));
  const measured = all.filter((one) => one.value !== null);
  const undefinedFor = all.filter((one) => one.value === null).map((one) => one.labels.column);
  const without = undefinedFor.length === 0 ? '' : `not defined for ${undefinedFor.join(', ')}`;
  const base = { metric: `${metric}_max`, n: measured.length, labels: {} };
  const [first, ...others] = measured;
  if (first === undefined) {
    const note = all.length === 0 ? 'no column of this kind is compared' : without;
    return { measurement: { ...base, value: null, note }, column: null };
  }
  const worst = others.reduce((high, one) => (Number(one.value) > Number(high.value) ? one : high), first);
  const column = worst.labels.column as string;
  const note = [`column ${column}`, without].filter((part) => part !== '').join('; ');
  return { measurement: { ...base, value: worst.value, note }, column };
}
