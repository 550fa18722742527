import { PluginError } from '@gatehouse/plugin-kit';
import { kindOf, numberOf, quoteText } from '@gatehouse/plugin-kit/table';
import { type Measurement, measurement, rounded } from './measurement.ts';
import type { SensitiveColumn } from './sensitive-column.ts';
import type { Table } from './table.ts';

/**
 * The largest earth mover's distance between the values of a sensitive column in a class and in the whole table: with
 * the equal distance, and with the ordered distance where the values have an order. Rows without a value are left out.
 *
 * Source: Li, Li & Venkatasubramanian, "t-closeness: privacy beyond k-anonymity and l-diversity", ICDE 2007, section 5.
 */
export async function measureCloseness(
  table: Table,
  column: SensitiveColumn,
  data: string,
): Promise<Measurement[]> {
  const { name, type, n, order } = column;
  if (order) await checkOrder(table, column, data);
  const rank = order
    ? `list_position([${order.map(quoteText).join(', ')}], CAST(s AS VARCHAR)) - 1`
    : kindOf(type) === 'categorical'
      ? undefined
      : numberOf('s', type);
  const distances = rank === undefined ? [equal] : [equal, ordered];
  const measured: Measurement[] = [];
  for (const distance of distances) {
    const labels = { column: name, distance: distance.name };
    const value = await distance(table, column, rank ?? 's');
    measured.push(
      value === null
        ? measurement(
            't_closeness',
            null,
            n,
            labels,
            n === 0 ? 'the column has no value' : 'it has a single value',
          )
        : measurement('t_closeness', rounded(value), n, labels),
    );
  }
  return measured;
}

async function checkOrder({ reader }: Table, column: SensitiveColumn, data: string): Promise<void> {
  const { name, order = [], rows } = column;
  const known = order.map(quoteText).join(', ');
  const [row = {}] = await reader.rows(
    `SELECT count(*)::DOUBLE AS n FROM ${rows} WHERE CAST(s AS VARCHAR) NOT IN (${known})`,
  );
  if (Number(row.n) > 0 || new Set(order).size !== order.length)
    throw new PluginError(
      'order',
      `${data}: ${row.n} rows of ${name} have a value that \`ordered\` does not name, or one is named twice`,
    );
}

/** Half the sum of |p − q|; of the values that a class lacks, only q is left. */
async function equal(table: Table, column: SensitiveColumn): Promise<number | null> {
  const { classes } = column;
  return largest(
    table,
    `${cells(column, 's')},
     whole AS (SELECT v, sum(n) / ${column.n} AS q FROM cells GROUP BY v),
     sums AS (SELECT ${classes}, n / sum(n) OVER (PARTITION BY ${classes}) AS p, q FROM cells JOIN whole USING (v)),
     distances AS (SELECT (sum(abs(p - q)) + 1 - sum(q)) / 2 AS d FROM sums GROUP BY ${classes})`,
    'd',
  );
}

/**
 * Σ |P − Q| over the m values in order, divided by m − 1, without visiting the values that a class lacks: the same as
 * the area between the two quantile functions. Each value of a class covers the shares (a, b] with its rank r, where
 * the table's ranks are below r up to Q(r) and above it after; `area` is the integral of the table's ranks.
 */
async function ordered(table: Table, column: SensitiveColumn, rank: string): Promise<number | null> {
  const { classes, n: total, order } = column;
  const r = order ? 'v' : 'row_number() OVER (ORDER BY v) - 1';
  const values = order ? String(order.length) : '(SELECT count(*) FROM whole)';
  return largest(
    table,
    `${cells(column, rank)},
     whole AS (SELECT v, sum(n) AS n, (${r})::DOUBLE AS r FROM cells GROUP BY v),
     steps AS (SELECT v, r, (sum(n) OVER w - n) / ${total} AS start, sum(n) OVER w / ${total} AS q,
         (sum(n * r) OVER w - n * r) / ${total} AS area_start, sum(n * r) OVER w / ${total} AS area_q
       FROM whole WINDOW w AS (ORDER BY v)),
     parts AS (SELECT ${classes}, v, sum(n) OVER (PARTITION BY ${classes} ORDER BY v) AS upto, n,
         sum(n) OVER (PARTITION BY ${classes}) AS size FROM cells),
     ends AS (SELECT parts.*, (upto - n) / size AS a, upto / size AS b, own.r, own.q, own.area_q
       FROM parts JOIN steps AS own USING (v)),
     areas AS (SELECT ends.*, met.area_start + met.r * (b - met.start) AS area_b FROM ends ASOF JOIN steps AS met ON b >= met.start),
     both_ends AS (SELECT *, lag(area_b, 1, 0) OVER (PARTITION BY ${classes} ORDER BY v) AS area_a FROM areas),
     costs AS (SELECT ${classes}, CASE WHEN q <= a THEN area_b - area_a - r * (b - a)
         WHEN q >= b THEN r * (b - a) - (area_b - area_a)
         ELSE r * (2 * q - a - b) + area_a + area_b - 2 * area_q END AS cost FROM both_ends),
     distances AS (SELECT sum(cost) / nullif(${values} - 1, 0) AS d FROM costs GROUP BY ${classes})`,
    'd',
  );
}

function cells({ classes, rows }: SensitiveColumn, value: string): string {
  return `WITH cells AS (SELECT ${classes}, v, count(*)::DOUBLE AS n
    FROM (SELECT ${classes}, ${value} AS v FROM ${rows}) GROUP BY ${classes}, v)`;
}

/** The largest distance, or null where the table has less than two values: then every class equals the whole. */
async function largest({ reader }: Table, sql: string, distance: string): Promise<number | null> {
  const [row = {}] = await reader.rows(
    `${sql} SELECT max(${distance})::DOUBLE AS d, (SELECT count(*) FROM whole)::DOUBLE AS distinct_values FROM distances`,
  );
  return Number(row.distinct_values) < 2 ? null : Number(row.d);
}
