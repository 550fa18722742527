import { quoteName } from '@gatehouse/plugin-kit/table';
import { type ColumnDrift, type ColumnWork, columnMeasurement, tooFew } from './column-drift.ts';
import { type BinCounts, populationStabilityIndex } from './metrics/psi.ts';

// More categories than this are no categories but names or keys, which do not belong into evidence.
const mostListed = 50;

/** PSI over categories, and the share of rows whose category the reference does not know. */
export async function compareCategories(work: ColumnWork): Promise<Omit<ColumnDrift, 'name'>> {
  const { reader, pair, valid, options } = work;
  const n = valid.reference + valid.current;
  const why = tooFew(work);
  if (why !== undefined)
    return {
      measurements: [
        columnMeasurement('psi', pair.name, n, null, why),
        columnMeasurement('unseen_share', pair.name, valid.current, null, why),
      ],
      details: {},
    };
  // Categories with the same two counts weigh the same, so a column of a million keys comes as a few rows.
  const groups = (
    await reader.rows(
      `WITH ${countsSql(work)} SELECT reference, current, count(*)::DOUBLE AS times FROM counts GROUP BY ALL ORDER BY ALL`,
    )
  ).map((row) => ({
    reference: Number(row.reference),
    current: Number(row.current),
    times: Number(row.times),
  }));
  const unseen = groups.filter(({ reference }) => reference === 0);
  const unseenRows = unseen.reduce((sum, { current, times }) => sum + current * times, 0);
  const categories = groups.reduce((sum, { times }) => sum + times, 0);
  return {
    measurements: [
      columnMeasurement(
        'psi',
        pair.name,
        n,
        populationStabilityIndex(groups, options.epsilon),
        doubt(groups, work),
      ),
      columnMeasurement('unseen_share', pair.name, valid.current, unseenRows / valid.current),
    ],
    details: {
      categories,
      categories_unseen: unseen.reduce((sum, { times }) => sum + times, 0),
      ...(categories <= mostListed
        ? { bins: await listCategories(work) }
        : { bins_omitted: 'too many categories' }),
    },
  };
}

// Where epsilon stands for so much, the number is large whatever the data: said, not hidden.
function doubt(groups: BinCounts[], { options }: ColumnWork): string | undefined {
  const empty = (side: 'reference' | 'current') =>
    groups.reduce((sum, bin) => sum + (bin[side] === 0 ? (bin.times ?? 1) : 0), 0);
  const most = Math.max(empty('reference'), empty('current'));
  return most * options.epsilon > 1
    ? `${most} categories are in one table only, and epsilon for each is more than all: exclude keys and free text`
    : undefined;
}

function countsSql({ pair, reference, current }: ColumnWork): string {
  const counted = (table: string) =>
    `SELECT CAST(${quoteName(pair.name)} AS VARCHAR) AS category, count(*)::DOUBLE AS n FROM ${table}
     WHERE ${quoteName(pair.name)} IS NOT NULL GROUP BY 1`;
  return `r AS (${counted(reference)}), c AS (${counted(current)}), counts AS (
    SELECT coalesce(r.category, c.category) AS category, coalesce(r.n, 0) AS reference, coalesce(c.n, 0) AS current
    FROM r FULL JOIN c ON r.category = c.category)`;
}

async function listCategories(work: ColumnWork): Promise<Record<string, unknown>[]> {
  const sql = `WITH ${countsSql(work)} SELECT category AS bin, reference, current FROM counts ORDER BY category`;
  return work.reader.rows(sql);
}
