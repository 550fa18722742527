import { type Compared, highest, lowest, type Numbered, undefinedFor } from './compare-groups.ts';
import type { Counts } from './count-groups.ts';
import type { Measurement } from './group-measurements.ts';
import { calibrationError } from './metrics/calibration.ts';
import { type RateName, rateOf, ratesOf } from './rates.ts';

/** How much worse than overall the worst group is, for each rate that has a worse side. */
export function measureWorstGroup(
  { groups, labels, why }: Compared,
  overall: Counts,
  favourable: 'positive' | 'negative',
): Measurement[] {
  const worse: Partial<Record<RateName, 'low' | 'high'>> = {
    selection_rate: favourable === 'positive' ? 'low' : 'high',
    true_positive_rate: 'low',
    false_positive_rate: 'high',
    precision: 'low',
    accuracy: 'low',
  };
  const gap = (rate: string, side: 'low' | 'high', of: (counts: Counts) => Omit<Numbered, 'name'>) => {
    const numbers = groups.map(({ name, counts }) => ({ name, ...of(counts) }));
    const whole = of(overall).value;
    const base = { metric: 'worst_group_gap', labels: { ...labels, rate } };
    const because = why ?? undefinedFor(numbers);
    if (because !== undefined || whole === null)
      return { ...base, value: null, n: of(overall).n, note: because ?? 'undefined overall' };
    const worst = side === 'low' ? lowest(numbers) : highest(numbers);
    const difference = Number(worst.value) - whole;
    return {
      ...base,
      value: side === 'low' ? -difference : difference,
      n: worst.n,
      note: `group: ${worst.name}`,
    };
  };
  const known = Object.entries(worse).filter(([rate]) => ratesOf(overall).includes(rate as RateName));
  const rates = known.map(([rate, side]) => gap(rate, side, (counts) => rateOf(rate as RateName, counts)));
  if (overall.scores === null || !overall.labelled) return rates;
  const error = gap('calibration_error', 'high', (counts) => ({
    value: calibrationError(counts.bins),
    n: counts.rows,
    why: 'no rows',
  }));
  return [...rates, error];
}
