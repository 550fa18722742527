import {
  type ColumnWork,
  type CountedWork,
  columnMeasurement,
  countedWork,
  type Measurement,
  tooFew,
} from '../column-drift.ts';
import type { CategoryCounts, CountedCategories } from '../counts.ts';
import type { BinCounts } from '../metrics/psi.ts';
import { digestCategories } from '../profile/profile-table.ts';
import { binMetrics, compareBins, namesOf } from './compare-bins.ts';

// More categories than this are no categories but names or keys, which do not belong into evidence.
const mostListed = 50;

export interface CategoriesDrift {
  work: CountedWork;
  measurements: Measurement[];
  details: Record<string, unknown>;
  /** One bin for each category; undefined where it could not be compared. */
  compared?: CategoryBin[];
}

export interface CategoryBin extends BinCounts {
  bin: string;
}

/** Compares categories: metrics of their shares, and the share of rows whose category the reference does not know. */
export async function compareCategories(column: ColumnWork): Promise<CategoriesDrift> {
  const { reference, current, pair } = column;
  const [before, after] = [await reference.categories(pair.name), await current.categories(pair.name)];
  const work = countedWork(column, { reference: before.missing, current: after.missing });
  const { valid } = work;
  const why = tooFew(work);
  if (why !== undefined) return { work, measurements: nothing(work, why), details: {} };
  const most = mostOf(before.categories) ?? mostOf(after.categories);
  if (most !== undefined) {
    const tooMany = `more than ${most} categories: exclude keys and free text from the comparison`;
    return { work, measurements: nothing(work, tooMany), details: { categories_more_than: most } };
  }
  const bins = alignCategories(before.categories as CountedCategories, after.categories as CountedCategories);
  const unseen = bins.filter((bin) => bin.reference === 0);
  const unseenRows = unseen.reduce((sum, bin) => sum + bin.current, 0);
  const pooled = poolRare(bins, work);
  const doubt = doubtOf(pooled, work.options.epsilon);
  return {
    work,
    measurements: [
      ...compareBins(pooled, work, doubt),
      columnMeasurement('unseen_share', pair.name, valid.current, unseenRows / valid.current),
    ],
    details: {
      categories: bins.length,
      categories_unseen: unseen.length,
      ...(work.options.poolRare === undefined ? {} : { bins_compared: pooled.length }),
      ...(bins.length <= mostListed ? { bins } : { bins_omitted: 'too many categories' }),
    },
    compared: bins,
  };
}

function nothing({ pair, valid, options }: CountedWork, why: string): Measurement[] {
  const chosen = binMetrics.filter((metric) => options.metrics.has(metric)).flatMap(namesOf);
  return [
    ...chosen.map((name) => columnMeasurement(name, pair.name, valid.reference + valid.current, null, why)),
    columnMeasurement('unseen_share', pair.name, valid.current, null, why),
  ];
}

function mostOf(categories: CategoryCounts): number | undefined {
  return 'tooMany' in categories ? categories.tooMany : undefined;
}

function alignCategories(before: CountedCategories, after: CountedCategories): CategoryBin[] {
  const [a, b] =
    before.keys === after.keys ? [before, after] : [digestCategories(before), digestCategories(after)];
  const names = [...new Set([...a.counts.keys(), ...b.counts.keys()])].sort();
  return names.map((bin) => ({
    bin,
    reference: a.counts.get(bin) ?? 0,
    current: b.counts.get(bin) ?? 0,
  }));
}

/** Categories that are rare in both tables as one: a new one that many rows have is not. */
function poolRare(bins: readonly CategoryBin[], { options, valid }: CountedWork): readonly BinCounts[] {
  const { poolRare: share } = options;
  if (share === undefined) return bins;
  const isRare = ({ reference, current }: BinCounts) =>
    reference < share * valid.reference && current < share * valid.current;
  const rare = bins.filter(isRare);
  const sum = (side: 'reference' | 'current') => rare.reduce((total, bin) => total + bin[side], 0);
  const rest = rare.length === 0 ? [] : [{ reference: sum('reference'), current: sum('current') }];
  return [...bins.filter((bin) => !isRare(bin)), ...rest];
}

// Where epsilon stands for so much, the number is large whatever the data: said, not hidden.
function doubtOf(bins: readonly BinCounts[], epsilon: number): string | undefined {
  const empty = (side: 'reference' | 'current') => bins.filter((bin) => bin[side] === 0).length;
  const most = Math.max(empty('reference'), empty('current'));
  return most * epsilon > 1
    ? `${most} categories are in one table only, and epsilon for each is more than all: exclude keys and free text`
    : undefined;
}
