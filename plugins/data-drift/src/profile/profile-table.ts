import { createHash } from 'node:crypto';
import { coarsen, type Distribution } from '@gatehouse/plugin-kit/statistics';
import { knowQuantiles } from '../compare/look-closer.ts';
import type { CategoryCounts, CountedCategories } from '../counts.ts';
import { placeGroups } from '../metrics/bin-ranges.ts';
import { type ColumnType, presentOf, type Side } from '../sides.ts';
import { type ColumnProfile, keptBins, mostKept, mostNamed, type Profile } from './profile.ts';

/** What a profile keeps, beside the counts of both grids. */
export interface ProfileOptions {
  /** Columns of numbers that are categories. */
  categorical: readonly string[];
  /** Quantile bins whose edges are kept exactly; none of what becomes a part of a larger profile. */
  bins?: number;
}

/** The profile of a table's columns; those that are not compared are left out. */
export async function profileSide(
  side: Side,
  options: ProfileOptions,
  progress: (share: number) => void,
): Promise<Profile> {
  const names = [...side.columns].flatMap(([name, { kind }]) => (kind === undefined ? [] : [name]));
  const columns = new Map<string, ColumnProfile>();
  for (const [index, name] of names.entries()) {
    progress(index / names.length);
    columns.set(name, await profileColumn(side, name, options));
  }
  return { rows: side.rows, columns };
}

async function profileColumn(
  side: Side,
  name: string,
  { categorical, bins }: ProfileOptions,
): Promise<ColumnProfile> {
  const { type, kind: own } = side.columns.get(name) as ColumnType;
  const kind = categorical.includes(name) ? 'categorical' : (own as ColumnProfile['kind']);
  if (kind === 'categorical') {
    const { missing, categories } = await side.categories(name);
    return { type, kind, missing, categories: keepCategories(categories) };
  }
  const { missing, distribution, moments } = await side.numbers(name, 'linear');
  const logarithmic = await side.numbers(name, 'logarithmic');
  const closer = presentOf(missing) > 0 ? side.closer?.(name) : undefined;
  const quantiles = closer &&
    bins && { bins, distribution: cutAtQuantiles(await knowQuantiles(closer, distribution, bins), bins) };
  return {
    type,
    kind,
    missing,
    numbers: {
      moments,
      linear: coarsen(distribution, 'linear', keptBins),
      logarithmic: coarsen(logarithmic.distribution, 'logarithmic', keptBins),
      ...(quantiles && { quantiles }),
    },
  };
}

/** Of each bin the first and the last group, between which its quantiles lie, and all between them as one. */
function cutAtQuantiles(known: Distribution, bins: number): Distribution {
  const places = placeGroups(known, bins)(known);
  const isEnd = (group: number) =>
    places.to[group - 1] !== places.from[group] || places.from[group + 1] !== places.to[group];
  const groups: [low: number, high: number, count: number][] = [];
  for (const [group, low] of known.low.entries()) {
    const [high, count] = [known.high[group] as number, known.count[group] as number];
    const last = groups.at(-1);
    if (last === undefined || isEnd(group) || isEnd(group - 1)) groups.push([low, high, count]);
    else {
      last[1] = high;
      last[2] += count;
    }
  }
  return {
    low: Float64Array.from(groups, ([low]) => low),
    high: Float64Array.from(groups, ([, high]) => high),
    count: Float64Array.from(groups, ([, , count]) => count),
  };
}

/** Categories as a profile may keep them: text where they are few, digests where they are more, no more beyond. */
export function keepCategories(categories: CategoryCounts): CategoryCounts {
  const size = 'tooMany' in categories ? Number.POSITIVE_INFINITY : categories.counts.size;
  if ('tooMany' in categories || size > mostKept) return { tooMany: mostKept };
  return size > mostNamed ? digestCategories(categories) : categories;
}

/** The same counts by digest. */
export function digestCategories(categories: CountedCategories): CountedCategories {
  if (categories.keys === 'sha256') return categories;
  return {
    keys: 'sha256',
    counts: new Map([...categories.counts].map(([text, count]) => [digestOf(text), count])),
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
