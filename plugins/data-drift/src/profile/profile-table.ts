import { createHash } from 'node:crypto';
import { coarsen } from '@gatehouse/plugin-kit/statistics';
import type { CategoryCounts, ColumnType, CountedCategories, Side } from '../sides.ts';
import { type ColumnProfile, keptBins, mostKept, mostNamed, type Profile } from './profile.ts';

/**
 * The profile of a table's columns; those that are not compared are left out. `categorical`: columns of numbers that are
 * categories.
 */
export async function profileSide(
  side: Side,
  categorical: readonly string[],
  progress: (share: number) => void,
): Promise<Profile> {
  const names = [...side.columns].flatMap(([name, { kind }]) => (kind === undefined ? [] : [name]));
  const columns = new Map<string, ColumnProfile>();
  for (const [index, name] of names.entries()) {
    progress(index / names.length);
    columns.set(name, await profileColumn(side, name, categorical.includes(name)));
  }
  return { rows: side.rows, columns };
}

async function profileColumn(side: Side, name: string, isCategorical: boolean): Promise<ColumnProfile> {
  const { type, kind: own } = side.columns.get(name) as ColumnType;
  const kind = isCategorical ? 'categorical' : (own as ColumnProfile['kind']);
  if (kind === 'categorical') {
    const { missing, categories } = await side.categories(name);
    return { type, kind, missing, categories: keepCategories(categories) };
  }
  const { missing, distribution, moments } = await side.numbers(name, 'linear');
  const logarithmic = await side.numbers(name, 'logarithmic');
  return {
    type,
    kind,
    missing,
    numbers: {
      moments,
      linear: coarsen(distribution, 'linear', keptBins),
      logarithmic: coarsen(logarithmic.distribution, 'logarithmic', keptBins),
    },
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
