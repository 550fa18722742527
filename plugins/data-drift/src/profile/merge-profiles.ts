import { PluginError } from '@gatehouse/plugin-kit';
import { type Moments, mergeDistributions, mergeMoments } from '@gatehouse/plugin-kit/statistics';
import type { CategoryCounts, Missing } from '../counts.ts';
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
    moments: rounded(mergeMoments(a.moments, b.moments)),
    linear: mergeDistributions(a.linear, b.linear, 'linear', keptBins),
    logarithmic: mergeDistributions(a.logarithmic, b.logarithmic, 'logarithmic', keptBins),
  };
}

// Whichever part comes first, up to the last bits.
function rounded({ n, mean, variance }: Moments): Moments {
  const short = (value: number | null) => (value === null ? null : Number(value.toPrecision(12)));
  return { n, mean: short(mean), variance: short(variance) };
}

function mergeCategories(a: CategoryCounts, b: CategoryCounts): CategoryCounts {
  if ('tooMany' in a || 'tooMany' in b) return { tooMany: mostKept };
  const [one, other] = a.keys === b.keys ? [a, b] : [digestCategories(a), digestCategories(b)];
  const counts = new Map(one.counts);
  for (const [key, count] of other.counts) counts.set(key, (counts.get(key) ?? 0) + count);
  return keepCategories({ keys: one.keys, counts });
}
