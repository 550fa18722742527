import { PluginError } from '@gatehouse/plugin-kit';
import { canBeNaN, kindOf, quoteName } from '@gatehouse/plugin-kit/table';
import { measureCloseness } from './closeness.ts';
import type { Config } from './config.ts';
import { measureDiversity } from './diversity.ts';
import { measurement, type Part } from './measurement.ts';
import type { SensitiveColumn } from './sensitive-column.ts';
import { requireColumns, type Table } from './table.ts';

/**
 * k-anonymity over the quasi-identifiers; l-diversity and t-closeness of each sensitive column. An empty
 * quasi-identifier is a value like any other.
 *
 * Source: Sweeney, "k-anonymity: a model for protecting privacy", IJUFKS 10 (2002).
 */
export async function measureAnonymity(table: Table, config: Config): Promise<Part> {
  const { quasi_identifiers: quasi, sensitive = [], ordered = {}, data } = config;
  if (quasi === undefined) return { measurements: [], details: {} };
  requireColumns(table, [...quasi, ...sensitive], data);
  const sizes = await classSizes(table, quasi);
  const measurements = [
    measurement('k_anonymity', sizes.smallest, table.rows),
    measurement('equivalence_classes', sizes.classes, table.rows),
    measurement('unique_rows', sizes.unique, table.rows),
  ];
  for (const name of sensitive) {
    const column = await describeSensitive(table, name, quasi, ordered[name], data);
    measurements.push(...(await measureDiversity(table, column, sizes.classes)));
    measurements.push(...(await measureCloseness(table, column, data)));
  }
  return { measurements, details: { quasi_identifiers: quasi, rows_by_class_size: sizes.rows } };
}

function classesOf(quasi: readonly string[]): { classes: string; columns: string } {
  const classes = quasi.map((_, index) => `c${index}`);
  const columns = quasi.map((name, index) => `${quoteName(name)} AS ${classes[index]}`);
  return { classes: classes.join(', '), columns: columns.join(', ') };
}

async function classSizes({ reader, from }: Table, quasi: readonly string[]) {
  const { classes, columns } = classesOf(quasi);
  const rows = (where: string) => `coalesce(sum(n) FILTER (${where}), 0)::DOUBLE`;
  const [row = {}] = await reader.rows(
    `SELECT min(n)::DOUBLE AS smallest, count(*)::DOUBLE AS classes, ${rows('n = 1')} AS "1",
       ${rows('n BETWEEN 2 AND 4')} AS "2-4", ${rows('n BETWEEN 5 AND 9')} AS "5-9", ${rows('n >= 10')} AS "10+"
     FROM (SELECT count(*) AS n FROM (SELECT ${columns} FROM ${from}) GROUP BY ${classes})`,
  );
  const { smallest, classes: count, ...bySize } = row;
  return { smallest: Number(smallest), classes: Number(count), unique: Number(bySize['1']), rows: bySize };
}

async function describeSensitive(
  { reader, from, types }: Table,
  name: string,
  quasi: readonly string[],
  order: readonly string[] | undefined,
  data: string,
): Promise<SensitiveColumn> {
  const type = types.get(name) as string;
  if (kindOf(type) === undefined)
    throw new PluginError('column-type', `${data}: the sensitive column ${name} is of the type ${type}`);
  const column = quoteName(name);
  const present = canBeNaN(type)
    ? `(${column} IS NOT NULL AND NOT isnan(${column}))`
    : `${column} IS NOT NULL`;
  const { classes, columns } = classesOf(quasi);
  const rows = `(SELECT ${columns}, ${column} AS s FROM ${from} WHERE ${present})`;
  const [row = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${rows}`);
  return { name, type, classes, rows, n: Number(row.n), order };
}
