import type { Group } from './count-groups.ts';
import { calibrationGap, type Measurement } from './group-measurements.ts';
import { listNames } from './group-names.ts';
import { type RateName, rateOf } from './rates.ts';

/** Two or more groups to compare, or why there are none. */
export interface Compared {
  groups: readonly Group[];
  labels: Record<string, string>;
  /** Why nothing can be compared. */
  why: string | undefined;
}

/** A number of each group, in their order. `why` says why one has none. */
export interface Numbered {
  name: string;
  value: number | null;
  n: number;
  why: string;
}

const parities: Record<string, RateName> = {
  demographic_parity: 'selection_rate',
  equal_opportunity: 'true_positive_rate',
  predictive_equality: 'false_positive_rate',
  predictive_parity: 'precision',
  accuracy: 'accuracy',
};

/**
 * Differences (highest minus lowest) and ratios (lowest over highest) between groups. A group whose rate is undefined
 * makes them undefined: leaving it out would be a good number for groups that nobody looked at.
 */
export function compareGroups(compared: Compared): Measurement[] {
  const labelled = compared.groups.every(({ counts }) => counts.labelled);
  const known = Object.entries(parities).filter(([, rate]) => labelled || rate === 'selection_rate');
  const found = known.flatMap(([parity, rate]) => {
    const numbers = compared.groups.map(({ name, counts }) => ({ name, ...rateOf(rate, counts) }));
    return [
      spread(`${parity}_difference`, numbers, compared, (low, high) => high - low),
      spread(`${parity}_ratio`, numbers, compared, (low, high) => (high === 0 ? null : low / high)),
    ];
  });
  if (!labelled) return found;
  const metric = (name: string) => found.find((one) => one.metric === name) as Measurement;
  const odds = (part: string, worse: (a: number, b: number) => number): Measurement => {
    const parts = [metric(`equal_opportunity_${part}`), metric(`predictive_equality_${part}`)] as const;
    const [a, b] = parts.map(({ value }) => value);
    const notes = parts.filter(({ value }) => value === null).map(({ note }) => note);
    return {
      ...parts[0],
      metric: `equalized_odds_${part}`,
      value: a == null || b == null ? null : worse(a, b),
      n: parts[0].n + parts[1].n,
      note: notes.length > 0 ? [...new Set(notes)].join('; ') : notesOf(parts),
    };
  };
  return [...found, odds('difference', Math.max), odds('ratio', Math.min), ...compareCalibration(compared)];
}

function compareCalibration(compared: Compared): Measurement[] {
  if (compared.groups.some(({ counts }) => counts.scores === null)) return [];
  const gaps = compared.groups.map(({ name, counts }) => ({
    name,
    value: calibrationGap(counts),
    n: counts.rows,
    why: 'no rows',
  }));
  return [spread('calibration_difference', gaps, compared, (low, high) => high - low)];
}

function spread(
  metric: string,
  numbers: readonly Numbered[],
  { labels, why }: Compared,
  of: (low: number, high: number) => number | null,
): Measurement {
  const n = numbers.reduce((sum, one) => sum + one.n, 0);
  const undefinedWhy = why ?? undefinedFor(numbers);
  if (undefinedWhy !== undefined) return { metric, value: null, n, labels, note: undefinedWhy };
  const [low, high] = [lowest(numbers), highest(numbers)];
  const value = of(Number(low.value), Number(high.value));
  const note = value === null ? 'the rate is 0 in every group' : `lowest: ${low.name}; highest: ${high.name}`;
  return { metric, value, n, labels, note };
}

function notesOf(parts: readonly Measurement[]): string {
  return `true positive rate: ${parts[0]?.note}; false positive rate: ${parts[1]?.note}`;
}

/** Names the groups that have no number, or nothing where all have one. */
export function undefinedFor(numbers: readonly Numbered[]): string | undefined {
  const without = numbers.filter(({ value }) => value === null);
  const reason = [...new Set(without.map(({ why }) => why))].join(', ');
  return without.length === 0
    ? undefined
    : `undefined (${reason}) for ${listNames(without.map(({ name }) => name))}`;
}

/** The first of the lowest; none may be undefined. */
export function lowest<Item extends { value: number | null }>(numbers: readonly Item[]): Item {
  return numbers.reduce((low, one) => (Number(one.value) < Number(low.value) ? one : low));
}

/** The first of the highest; none may be undefined. */
export function highest<Item extends { value: number | null }>(numbers: readonly Item[]): Item {
  return numbers.reduce((high, one) => (Number(one.value) > Number(high.value) ? one : high));
}
