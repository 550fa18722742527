import type { AgreedColumn } from './agree-columns.ts';
import type { OpenedTable } from './open-tables.ts';

/** SQL of the rows of both sides, as columns c0, c1, …: names of our own, which no column of a table can take. */
export interface Sides {
  holdout: string;
  training: string;
  /** How many columns there are. */
  width: number;
}

/** The values of some columns, as they are compared. `where`: which rows count, in SQL of c0, c1, … */
export function sidesOf(
  [holdout, ...training]: readonly [OpenedTable, ...OpenedTable[]],
  columns: readonly AgreedColumn[],
  where = 'true',
): Sides {
  const select = ({ from }: OpenedTable, table: number) => {
    const forms = columns.map(({ forms }, index) => `${forms[table]} AS c${index}`);
    return `SELECT ${forms.join(', ')} FROM ${from}`;
  };
  const counted = (rows: string) => `(SELECT * FROM (${rows}) WHERE ${where})`;
  return {
    holdout: counted(select(holdout, 0)),
    training: counted(training.map((table, index) => select(table, index + 1)).join(' UNION ALL ')),
    width: columns.length,
  };
}

export function columnsOf(width: number): string[] {
  return Array.from({ length: width }, (_, index) => `c${index}`);
}
