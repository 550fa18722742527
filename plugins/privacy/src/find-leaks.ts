import type { PluginError } from '@gatehouse/plugin-kit';
import { holdsBytes } from './cell-text.ts';
import type { Config } from './config.ts';
import { chooseColumns } from './find-personal-data.ts';
import { mask } from './mask.ts';
import { type Measurement, measurement, type Part } from './measurement.ts';
import { anyText, readIdentities, wordsOf } from './read-identities.ts';
import type { Table } from './table.ts';

interface Leak {
  column: string;
  identified: string;
  cells: number;
  examples: string[];
}

/**
 * Looks for the values of an identified table in the cells of a de-identified one, also inside of texts. Both are
 * compared as words: lower case, without accents, letters and digits only. All in SQL, column by column.
 */
export async function findLeaks(
  table: Table,
  config: Config,
  file: (path: string) => string,
  progress: (share: number, doing: string) => void,
): Promise<Part> {
  const { identified, identified_columns: names = [], min_length: least = 4 } = config;
  if (identified === undefined) return { measurements: [], details: {} };
  await readIdentities(table, file(identified), identified, names, config.reader);
  const { reader } = table;
  const counted = await reader.rows(
    `SELECT name, count(*)::DOUBLE AS n, count_if(letters < ${least})::DOUBLE AS short FROM identities GROUP BY name`,
  );
  await reader.rows(`DELETE FROM identities WHERE letters < ${least}`);
  await reader.rows('CREATE TABLE leaked (name VARCHAR, v VARCHAR)');
  const sizes = await reader.rows('SELECT DISTINCT words::INTEGER AS words FROM identities ORDER BY words');
  const { scanned } = chooseColumns(table, config, anyText);
  const leaks: Leak[] = [];
  const columns: { name: string; cells: number; leaked: number }[] = [];
  for (const [index, { name, text }] of scanned.entries()) {
    progress(index / scanned.length, name);
    const found = await findInColumn(
      table,
      text,
      sizes.map(({ words }) => Number(words)),
    ).catch((error: unknown) => {
      // Pictures: they are told as not scanned.
      if (holdsBytes(name, table.types) && (error as PluginError).code === 'table-too-large')
        return undefined;
      throw error;
    });
    if (!found) continue;
    columns.push({ name, ...found.counts });
    leaks.push(...found.leaks.map((leak) => ({ column: name, ...leak })));
  }
  const leaked = await reader.rows('SELECT name, count(DISTINCT v)::DOUBLE AS n FROM leaked GROUP BY name');
  const countOf = (rows: Record<string, unknown>[], name: string, field: string) =>
    Number(rows.find((row) => row.name === name)?.[field] ?? 0);
  return {
    measurements: [
      ...names.flatMap((name) =>
        measureValues(
          name,
          countOf(counted, name, 'n'),
          countOf(counted, name, 'short'),
          countOf(leaked, name, 'n'),
        ),
      ),
      ...measureCells(columns, sizes.length > 0),
    ],
    details: { leaks },
  };
}

async function findInColumn({ reader, from }: Table, text: string, sizes: number[]) {
  const [total = {}] = await reader.rows(`SELECT count(${text})::DOUBLE AS cells FROM ${from}`);
  const cells = Number(total.cells);
  if (sizes.length === 0) return { counts: { cells, leaked: 0 }, leaks: [] };
  const runs = sizes.map(
    (size) =>
      `list_transform(range(1, len(list) - ${size - 2}), lambda i: array_to_string(list[i:i + ${size - 1}], ' '))`,
  );
  await reader.rows(
    `CREATE OR REPLACE TABLE hits AS SELECT DISTINCT row, name, identities.v FROM (
       SELECT row, unnest(${runs.reduce((all, run) => `list_concat(${all}, ${run})`)}) AS v
       FROM (SELECT row_number() OVER () AS row, ${wordsOf(text)} AS list FROM ${from})
     ) AS runs JOIN identities ON runs.v = identities.v`,
  );
  await reader.rows('INSERT INTO leaked SELECT DISTINCT name, v FROM hits');
  const [counts = {}] = await reader.rows('SELECT count(DISTINCT row)::DOUBLE AS leaked FROM hits');
  const rows = await reader.rows(
    `SELECT name, count(DISTINCT row)::DOUBLE AS cells, list_sort(list(DISTINCT v))[1:3] AS examples
     FROM hits GROUP BY name ORDER BY name`,
  );
  const leaks = rows.map((row) => ({
    identified: String(row.name),
    cells: Number(row.cells),
    examples: (row.examples as string[]).map(mask),
  }));
  return { counts: { cells, leaked: Number(counts.leaked) }, leaks };
}

function measureValues(identified: string, n: number, short: number, leaked: number): Measurement[] {
  const labels = { identified };
  const looked = n - short;
  const why = n === 0 ? 'the identified column has no value' : 'all values are too short to look for';
  return [
    looked === 0
      ? measurement('leaked_values', null, 0, labels, why)
      : measurement('leaked_values', leaked, looked, labels),
    measurement('identified_values_skipped', short, n, labels),
  ];
}

function measureCells(
  columns: readonly { name: string; cells: number; leaked: number }[],
  looked: boolean,
): Measurement[] {
  const sum = (field: 'cells' | 'leaked') => columns.reduce((total, one) => total + one[field], 0);
  const n = sum('cells');
  return [
    n === 0 || !looked
      ? measurement(
          'leaked_cells',
          null,
          0,
          {},
          looked ? 'no cell to look at' : 'no identified value to look for',
        )
      : measurement('leaked_cells', sum('leaked'), n),
    ...columns
      .filter(({ leaked }) => leaked > 0)
      .map(({ name, cells, leaked }) => measurement('leaked_cells', leaked, cells, { column: name })),
  ];
}
