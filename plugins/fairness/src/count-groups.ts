import { PluginError } from '@gatehouse/plugin-kit';
import type { TableReader } from '@gatehouse/plugin-kit/table';
import { attributeName, groupName } from './group-names.ts';
import type { BinCounts } from './metrics/calibration.ts';
import { innerEdges } from './metrics/calibration.ts';
import { mostGroups, type Predictions } from './open-predictions.ts';
import type { Options } from './options.ts';

/** What the rows of a group add up to. */
export interface Counts extends BinCounts {
  /** Whether the true classes are known; if not, `positives` and `truePositives` are 0 and mean nothing. */
  labelled: boolean;
  /** Rows predicted positive. */
  selected: number;
  truePositives: number;
  /** The bins of scores that have rows, in their order. */
  bins: BinCounts[];
}

export interface Group {
  name: string;
  counts: Counts;
}

/** The groups that the values of one column, or a pair of them, form: all that have rows, by name. */
export interface Grouping {
  attribute: string;
  columns: readonly string[];
  groups: Group[];
}

/** Counts all groups in one pass over the table. Throws PluginError `too-many-groups`. */
export async function countGroups(
  reader: TableReader,
  predictions: Predictions,
  options: Options,
): Promise<{ overall: Counts; groupings: Grouping[] }> {
  const { sensitive, data, bins } = options;
  const labelled = options.label !== undefined;
  const sets = groupingSets(sensitive.length, options.pairs);
  const rows = await reader.rows(groupSql(predictions, sets, options));
  const found = new Map(sets.map((set) => [maskOf(set, sensitive.length), new Map<string, BinRow[]>()]));
  for (const row of rows as unknown as BinRow[]) {
    const set = sets.find((one) => maskOf(one, sensitive.length) === Number(row.mask)) as number[];
    const name = groupName(set.map((index) => row[`a${index}`] as string | null));
    const groups = found.get(Number(row.mask)) as Map<string, BinRow[]>;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  const [whole, ...groupings] = sets.map((set) => {
    const columns = set.map((index) => sensitive[index] as string);
    const groups = [...(found.get(maskOf(set, sensitive.length)) as Map<string, BinRow[]>)];
    return {
      attribute: attributeName(columns),
      columns,
      groups: groups.map(([name, members]) => ({ name, counts: addUp(members, labelled) })),
    };
  });
  const total = groupings.reduce((sum, { groups }) => sum + groups.length, 0);
  if (total > mostGroups || rows.length >= mostRows(bins))
    throw new PluginError(
      'too-many-groups',
      `${data}: the sensitive columns form more than ${mostGroups} groups`,
      'Derive bands, name fewer columns, or set `pairs: false`.',
    );
  return { overall: whole?.groups[0]?.counts ?? addUp([], labelled), groupings };
}

interface BinRow extends Record<string, unknown> {
  mask: bigint | number;
  rows: number;
  positives: number;
  selected: number;
  true_positives: number;
  scores: bigint | null;
}

/** Everything, each column, and each pair, as indices of columns. */
function groupingSets(columns: number, pairs: boolean): number[][] {
  const single = Array.from({ length: columns }, (_, index) => [index]);
  const both = single.flatMap(([a = 0]) => single.slice(a + 1).map(([b = 0]) => [a, b]));
  return [[], ...single, ...(pairs ? both : [])];
}

// As GROUPING() gives it: the first column is the highest bit, and 1 says that the set leaves it out.
function maskOf(set: readonly number[], columns: number): number {
  return set.reduce((mask, index) => mask - 2 ** (columns - 1 - index), 2 ** columns - 1);
}

const mostRows = (bins: number) => (mostGroups + 1) * bins + 1;

// Scores are added in whole numbers of 2^-60: exact to 2^-61 a row, and the same in whatever order rows come.
const unit = 2 ** 60;

function groupSql(predictions: Predictions, sets: number[][], { sensitive, bins }: Options): string {
  const names = sensitive.map((_, index) => `a${index}`);
  const edges = innerEdges(bins).map((edge) => `(score > '${edge}'::DOUBLE)::INTEGER`);
  const bin = ['0', ...edges].join(' + ');
  const grouped = sets.map((set) => `(${[...set.map((index) => names[index]), 'bin'].join(', ')})`);
  return `SELECT GROUPING(${names.join(', ')})::INTEGER AS mask, ${names.join(', ')}, bin,
      count(*)::DOUBLE AS rows, count_if(y)::DOUBLE AS positives, count_if(p)::DOUBLE AS selected,
      count_if(y AND p)::DOUBLE AS true_positives, sum(CAST(score * pow(2, 60) AS HUGEINT)) AS scores
    FROM (SELECT *, ${bin} AS bin FROM (${predictions.sql}))
    GROUP BY GROUPING SETS (${grouped.join(', ')})
    ORDER BY mask, ${names.join(', ')}, bin LIMIT ${mostRows(bins)}`;
}

function addUp(members: readonly BinRow[], labelled: boolean): Counts {
  const sum = (pick: (row: BinRow) => number) => members.reduce((total, row) => total + pick(row), 0);
  const exact = members.reduce((total, { scores }) => total + BigInt(scores ?? 0), 0n);
  const scored = members.some(({ scores }) => scores !== null);
  return {
    labelled,
    rows: sum(({ rows }) => rows),
    positives: sum(({ positives }) => positives),
    selected: sum(({ selected }) => selected),
    truePositives: sum((row) => row.true_positives),
    scores: scored ? Number(exact) / unit : null,
    bins: members.map(({ rows, positives, scores }) => ({
      rows,
      positives,
      scores: scores === null ? null : Number(scores) / unit,
    })),
  };
}
