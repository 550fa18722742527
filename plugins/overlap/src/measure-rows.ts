import { countRepeats, mayHaveRepeats, type TableReader } from '@gatehouse/plugin-kit/table';
import type { AgreedColumn } from './agree-columns.ts';
import { countDisjoint } from './count-disjoint.ts';
import { countMatches } from './count-matches.ts';
import { type Measurement, measurement, share } from './measurement.ts';
import type { OpenedTable } from './open-tables.ts';
import { columnsOf, type Sides, sidesOf } from './sides.ts';

/** Rows that are equal in all of `columns`. `disjoint`: columns of which no value is on both sides. */
export async function measureRows(
  reader: TableReader,
  tables: readonly [OpenedTable, ...OpenedTable[]],
  columns: readonly AgreedColumn[],
  trained: number,
): Promise<{ measurements: Measurement[]; disjoint: string[] }> {
  const [{ rows }] = tables;
  const sides = sidesOf(tables, columns);
  const exact = await countMatches(reader, sides, rows + trained);
  // Where a row is equal, every column has a value on both sides.
  const disjoint = exact > 0 ? { columns: [], rows: 0 } : await countDisjoint(reader, sides, rows + trained);
  return {
    measurements: [
      measurement('exact_rows', exact, rows),
      share('exact_share', exact, rows),
      measurement('disjoint_rows', disjoint.rows, rows),
      measurement('repeated_rows', await repeatedRows(reader, sides, rows), rows),
    ],
    disjoint: disjoint.columns.map((index) => columns[index]?.name as string),
  };
}

async function repeatedRows(reader: TableReader, { holdout, width }: Sides, rows: number): Promise<number> {
  const names = columnsOf(width);
  if (!(await mayHaveRepeats(reader, holdout, names, rows))) return 0;
  return (await countRepeats(reader, holdout, { columns: names, examined: 'true' }, 1)).extra;
}
