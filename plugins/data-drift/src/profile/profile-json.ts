import { PluginError } from '@gatehouse/plugin-kit';
import type { Distribution } from '@gatehouse/plugin-kit/statistics';
import type { CategoryCounts } from '../counts.ts';
import type { ColumnProfile, NumberProfile, Profile } from './profile.ts';

const schema = 'gatehouse/data-profile@1';

/** A profile as plain JSON. Bins are [lowest value, highest value, count]; the infinities are the words of JSON5. */
export function writeProfile({ rows, columns }: Profile): Record<string, unknown> {
  return {
    schema,
    rows,
    columns: Object.fromEntries(
      [...columns].map(([name, { numbers, categories, ...column }]) => [
        name,
        {
          ...column,
          ...(numbers && {
            numbers: {
              moments: numbers.moments,
              linear: writeBins(numbers.linear),
              logarithmic: writeBins(numbers.logarithmic),
              ...(numbers.quantiles && {
                quantiles: {
                  bins: numbers.quantiles.bins,
                  groups: writeBins(numbers.quantiles.distribution),
                },
              }),
            },
          }),
          ...(categories && { categories: writeCategories(categories) }),
        },
      ]),
    ),
  };
}

function writeBins({ low, high, count }: Distribution) {
  const plain = (value: number) => (Number.isFinite(value) ? value : String(value));
  return [...low].map((from, i) => [plain(from), plain(high[i] as number), count[i] as number]);
}

function writeCategories(categories: CategoryCounts) {
  return 'tooMany' in categories
    ? { too_many: categories.tooMany }
    : { keys: categories.keys, counts: Object.fromEntries(categories.counts) };
}

/**
 * Reads a profile, or evidence that has one under `details.profile`. Undefined for JSON that is neither, which may be a
 * table. Throws PluginError `bad-profile` for a profile that is broken: its counts must be whole, and add up.
 */
export function readProfile(json: unknown, shown: string): Profile | undefined {
  const found = findProfile(json);
  if (found === undefined) return undefined;
  const bad = (what: string): never => {
    throw new PluginError(
      'bad-profile',
      `${shown} is no usable profile: ${what}`,
      'Make it again, by a run with `save_profile: true`.',
    );
  };
  const rows = isCount(found.rows) ? found.rows : bad('rows');
  if (!isObject(found.columns)) return bad('columns');
  const columns = Object.entries(found.columns).map(([name, column]): [string, ColumnProfile] => [
    name,
    readColumn(column, rows, (what) => bad(`${what} of column ${name}`)),
  ]);
  return { rows, columns: new Map(columns) };
}

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function findProfile(json: unknown): Json | undefined {
  if (!isObject(json)) return undefined;
  if (json.schema === schema) return json;
  const { details } = json;
  return json.schema === 'gatehouse/evidence@1' && isObject(details) && isObject(details.profile)
    ? findProfile(details.profile)
    : undefined;
}

type Bad = (what: string) => never;

function readColumn(json: unknown, rows: number, bad: Bad): ColumnProfile {
  if (!isObject(json) || typeof json.type !== 'string') return bad('type');
  const { kind, missing } = json;
  if (kind !== 'numeric' && kind !== 'temporal' && kind !== 'categorical') return bad('kind');
  if (!isObject(missing) || missing.rows !== rows || !isCount(missing.nulls) || !isCount(missing.nans))
    return bad('missing');
  const present = rows - missing.nulls - missing.nans;
  const base = {
    type: json.type,
    kind: kind as ColumnProfile['kind'],
    missing: { rows, nulls: missing.nulls, nans: missing.nans },
  };
  if (kind === 'categorical') return { ...base, categories: readCategories(json.categories, present, bad) };
  const { numbers } = json;
  if (!isObject(numbers) || !isObject(numbers.moments)) return bad('numbers');
  const { n, mean, variance } = numbers.moments;
  const isNumber = (value: unknown): value is number | null => value === null || Number.isFinite(value);
  if (!isCount(n) || !isNumber(mean) || !isNumber(variance)) return bad('moments');
  return {
    ...base,
    numbers: {
      moments: { n, mean, variance },
      linear: readBins(numbers.linear, present, bad),
      logarithmic: readBins(numbers.logarithmic, present, bad),
      ...readQuantiles(numbers.quantiles, present, bad),
    },
  };
}

// Profiles of earlier versions have none.
function readQuantiles(json: unknown, present: number, bad: Bad): Pick<NumberProfile, 'quantiles'> {
  if (json === undefined) return {};
  if (!isObject(json) || !isCount(json.bins)) return bad('quantiles');
  return { quantiles: { bins: json.bins, distribution: readBins(json.groups, present, bad) } };
}

function readBins(json: unknown, present: number, bad: Bad): Distribution {
  if (!Array.isArray(json)) return bad('bins');
  const [low, high, count] = [0, 1, 2].map((at) =>
    Float64Array.from(json, (bin) =>
      Array.isArray(bin) && bin.length === 3 ? numberIn(bin[at]) : Number.NaN,
    ),
  ) as [Float64Array, Float64Array, Float64Array];
  let sum = 0;
  for (let i = 0; i < low.length; i++) {
    const [from, to] = [low[i] as number, high[i] as number];
    const ascends = from <= to && (i === 0 || from > (high[i - 1] as number));
    if (!ascends || !isCount(count[i]) || count[i] === 0) return bad('bins');
    sum += count[i] as number;
  }
  return sum === present ? { low, high, count } : bad('the sum of the bins');
}

function numberIn(json: unknown): number {
  if (json === 'Infinity') return Number.POSITIVE_INFINITY;
  if (json === '-Infinity') return Number.NEGATIVE_INFINITY;
  return typeof json === 'number' ? json : Number.NaN;
}

function readCategories(json: unknown, present: number, bad: Bad): CategoryCounts {
  if (!isObject(json)) return bad('categories');
  if (isCount(json.too_many)) return { tooMany: json.too_many };
  const { keys, counts } = json;
  if ((keys !== 'text' && keys !== 'sha256') || !isObject(counts)) return bad('categories');
  const entries = Object.entries(counts);
  const sum = entries.reduce((all, [, count]) => all + (isCount(count) && count > 0 ? count : Number.NaN), 0);
  if (sum !== present) return bad('the sum of the categories');
  return { keys, counts: new Map(entries as [string, number][]) };
}
