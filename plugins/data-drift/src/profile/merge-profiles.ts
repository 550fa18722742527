import { PluginError } from '@gatehouse/plugin-kit';
import { mergeDistributions } from '@gatehouse/plugin-kit/statistics';
import type { CategoryCounts, Missing, Moments } from '../sides.ts';
import { type ColumnProfile, keptBins, mostKept, type NumberProfile, type Profile } from './profile.ts';
import { digestCategories, keepCategories } from './profile-table.ts';

/**
 * The profile of all rows of two parts, whichever comes first: counts are exactly those of the whole, moments up to the
 * last bits. Throws PluginError `shards-differ` where the parts have other columns or kinds of columns.
 */
export function mergeProfiles(a: Profile, b: Profile): Profile {
  const names = new Set([...a.columns.keys(), ...b.columns.keys()]);
  const columns = [...names].sort().map((name): [string, ColumnProfile] => {
    const [one, other] = [a.columns.get(name), b.columns.get(name)];
    if (one === undefined || other === undefined || one.kind !== other.kind)
      throw new PluginError(
        'shards-differ',
        `the shards do not agree on the column ${name}`,
        'Parts of one table have the same columns with the same types.',
      );
    return [name, mergeColumns(one, other)];
  });
  return { rows: a.rows + b.rows, columns: new Map(columns) };
}

function mergeColumns(a: ColumnProfile, b: ColumnProfile): ColumnProfile {
  const add = (key: keyof Missing) => a.missing[key] + b.missing[key];
  return {
    // The types of one kind may differ, INTEGER and BIGINT: whichever, but not by the order.
    type: [a.type, b.type].sort()[0] as string,
    kind: a.kind,
    missing: { rows: add('rows'), nulls: add('nulls'), nans: add('nans') },
    ...(a.numbers && b.numbers ? { numbers: mergeNumbers(a.numbers, b.numbers) } : {}),
    ...(a.categories && b.categories ? { categories: mergeCategories(a.categories, b.categories) } : {}),
  };
}

function mergeNumbers(a: NumberProfile, b: NumberProfile): NumberProfile {
  return {
    moments: mergeMoments(a.moments, b.moments),
    linear: mergeDistributions(a.linear, b.linear, 'linear', keptBins),
    logarithmic: mergeDistributions(a.logarithmic, b.logarithmic, 'logarithmic', keptBins),
  };
}

/** Source: Chan, Golub & LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (1983). */
function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  if (a.mean === null || b.mean === null || a.variance === null || b.variance === null)
    return { n, mean: null, variance: null };
  const mean = (a.n * a.mean + b.n * b.mean) / n;
  const squares = a.n * a.variance + b.n * b.variance + ((b.mean - a.mean) ** 2 * (a.n * b.n)) / n;
  return { n, mean: rounded(mean), variance: rounded(squares / n) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

function mergeCategories(a: CategoryCounts, b: CategoryCounts): CategoryCounts {
  if ('tooMany' in a || 'tooMany' in b) return { tooMany: mostKept };
  const [one, other] = a.keys === b.keys ? [a, b] : [digestCategories(a), digestCategories(b)];
  const counts = new Map(one.counts);
  for (const [key, count] of other.counts) counts.set(key, (counts.get(key) ?? 0) + count);
  return keepCategories({ keys: one.keys, counts });
}
