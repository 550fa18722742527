import { isPresent, numberOf } from '@gatehouse/plugin-kit/table';
import { type ColumnDrift, type ColumnWork, columnMeasurement, tooFew } from './column-drift.ts';
import { twoSamplePValue } from './metrics/kolmogorov.ts';
import { populationStabilityIndex } from './metrics/psi.ts';
import { binNames, bound, type Edge, quantileEdges } from './metrics/quantile-bins.ts';
import { interpolate, quantilePositions } from './metrics/quantile-positions.ts';

/** PSI on quantile bins and the two-sample Kolmogorov–Smirnov test of a numeric column. */
export async function compareNumbers(work: ColumnWork): Promise<Omit<ColumnDrift, 'name'>> {
  const { pair, valid, options } = work;
  const n = valid.reference + valid.current;
  const why = tooFew(work);
  if (why !== undefined) {
    const metrics = ['psi', 'ks', 'ks_p_value'];
    return {
      measurements: metrics.map((metric) => columnMeasurement(metric, pair.name, n, null, why)),
      details: {},
    };
  }
  const edges = quantileEdges(await readQuantiles(work));
  const [reference, current] = [
    await histogram(work, edges, 'reference'),
    await histogram(work, edges, 'current'),
  ];
  const bins = binNames(edges).map((bin, index) => ({
    bin,
    reference: reference[index] as number,
    current: current[index] as number,
  }));
  const distance = await kolmogorovSmirnov(work);
  const p = twoSamplePValue(valid.reference, valid.current, distance);
  const tiny = p === 0 ? 'smaller than any number that can be written' : undefined;
  return {
    measurements: [
      columnMeasurement('psi', pair.name, n, populationStabilityIndex(bins, options.epsilon)),
      columnMeasurement('ks', pair.name, n, distance),
      columnMeasurement('ks_p_value', pair.name, n, p, p === null ? 'too few values' : tiny),
    ],
    details: { bins },
  };
}

/** The valid values of a column as a table of one column, x. */
function values({ pair, ...work }: ColumnWork, side: 'reference' | 'current'): string {
  const type = pair.types[side];
  const x = numberOf(pair.name, type);
  return `(SELECT ${x} AS x FROM ${work[side]} WHERE ${isPresent(pair.name, type)})`;
}

// One sort gives any number of order statistics; DuckDB's own quantiles take one selection each.
async function readQuantiles(work: ColumnWork): Promise<number[]> {
  const positions = quantilePositions(work.valid.reference, work.options.bins);
  const wanted = new Set(positions.flatMap(({ below, above }) => [below, above]));
  const rows = await work.reader.rows(
    `SELECT rank::DOUBLE AS rank, x FROM (
       SELECT x, row_number() OVER (ORDER BY x) AS rank FROM ${values(work, 'reference')}
     ) WHERE rank IN (${[...wanted].join(', ')})`,
  );
  const byRank = new Map(rows.map(({ rank, x }) => [Number(rank), Number(x)]));
  return positions.map(({ below, above, share }) =>
    interpolate(byRank.get(below) as number, byRank.get(above) as number, share),
  );
}

/** How many values lie in each bin; the last bin is above the last edge. */
async function histogram(work: ColumnWork, edges: Edge[], side: 'reference' | 'current'): Promise<number[]> {
  if (edges.length === 0) return [work.valid[side]];
  const bounds = edges.map(bound);
  const rows = await work.reader.rows(
    `WITH h AS (SELECT histogram(x, [${bounds.map(literal).join(', ')}]) AS h FROM ${values(work, side)})
     SELECT unnest(map_keys(h)) AS upto, unnest(map_values(h))::DOUBLE AS n FROM h`,
  );
  const counts = new Map(rows.map(({ upto, n }) => [Number(upto), Number(n)]));
  return [...bounds, Number.POSITIVE_INFINITY].map((upto) => counts.get(upto) ?? 0);
}

/**
 * sup |F − G| of the two empirical distribution functions, exactly, ties included: one walk over both in order, in
 * whole numbers (each reference value adds n of current, each current value takes away n of reference), divided once.
 *
 * Source: Hollander, Wolfe & Chicken, "Nonparametric Statistical Methods" (2014), section 5.4.
 */
async function kolmogorovSmirnov(work: ColumnWork): Promise<number> {
  const { reference, current } = work.valid;
  const both = `SELECT x, ${current}::BIGINT AS step FROM ${values(work, 'reference')}
                UNION ALL SELECT x, -${reference}::BIGINT FROM ${values(work, 'current')}`;
  const [counted] = await work.reader.rows(
    `SELECT approx_count_distinct(x)::DOUBLE AS distinct_values FROM ${values(work, 'reference')}`,
  );
  // Grouping first makes the walk short where values repeat, and costs more than it saves where they do not.
  const steps =
    Number(counted?.distinct_values) < reference / 10
      ? `SELECT x, sum(step)::HUGEINT AS step FROM (${both}) GROUP BY x`
      : both;
  const [row] = await work.reader.rows(
    `WITH walk AS (SELECT sum(step) OVER (ORDER BY x) AS height FROM (${steps}))
     SELECT max(abs(height))::DOUBLE AS d FROM walk`,
  );
  return Number(row?.d) / (reference * current);
}

// As text: DuckDB would read a plain decimal as DECIMAL, and lose the last bits.
function literal(value: number): string {
  return `'${value}'::DOUBLE`;
}
