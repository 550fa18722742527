import { type Compared, highest, lowest, undefinedFor } from './compare-groups.ts';
import type { Measurement } from './group-measurements.ts';
import { favourableRate } from './rates.ts';

/**
 * The adverse impact ratio of each group: its rate of favourable predictions over that of the reference group, which
 * is the one with the highest rate unless it is configured; and the lowest of those ratios.
 *
 * Source: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D), the four-fifths rule.
 */
export function measureAdverseImpact(
  { groups, labels, why }: Compared,
  favourable: 'positive' | 'negative',
  configured: string | undefined,
): Measurement[] {
  const rates = groups.map(({ name, counts }) => ({ name, ...favourableRate(counts, favourable) }));
  const n = rates.reduce((sum, one) => sum + one.n, 0);
  const least = { metric: 'adverse_impact_ratio_min', n, labels };
  const because = why ?? undefinedFor(rates);
  if (because !== undefined) return [{ ...least, value: null, note: because }];
  const reference = configured === undefined ? highest(rates) : rates.find(({ name }) => name === configured);
  if (!reference)
    return [{ ...least, value: null, note: `the reference group ${configured} is not one of these groups` }];
  const named = `reference group: ${reference.name}`;
  const ratios = rates
    .filter((rate) => rate !== reference)
    .map(({ name, value, n: rows }) => ({
      name,
      n: rows + reference.n,
      value: reference.value === 0 ? null : Number(value) / Number(reference.value),
    }));
  const none = `${named}, which has no favourable prediction`;
  const measurements = ratios.map(({ name, value, n: rows }) => ({
    metric: 'adverse_impact_ratio',
    value,
    n: rows,
    labels: { ...labels, group: name },
    note: value === null ? none : named,
  }));
  const worst = lowest(ratios);
  const note = worst.value === null ? none : `group: ${worst.name}; ${named}`;
  return [{ ...least, value: worst.value, note }, ...measurements];
}
