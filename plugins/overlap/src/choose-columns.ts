import { PluginError } from '@gatehouse/plugin-kit';
import { suggestColumn } from '@gatehouse/plugin-kit/table';
import type { Config } from './config.ts';
import type { OpenedTable } from './open-tables.ts';

export interface ChosenColumns {
  /** Those that make a row. */
  row: string[];
  /** Neither of a row nor keys, though all tables have them. */
  excluded: string[];
  /** By table, columns that some other table lacks. */
  ownAlone: { holdout: string[]; training: string[] };
}

/** Throws PluginError `bad-config`, `missing-column`, or `no-columns` where no column is left that all tables have. */
export function chooseColumns(
  [holdout, ...training]: readonly [OpenedTable, ...OpenedTable[]],
  config: Config,
): ChosenColumns {
  const tables = [holdout, ...training];
  const { columns, keys = [], exclude = [], near } = config;
  if (columns !== undefined && exclude.length > 0)
    throw new PluginError(
      'bad-config',
      '`exclude` does nothing beside `columns`',
      'Give one of them: `columns` names all that make a row.',
    );
  for (const table of tables) requireColumns(table, [...(columns ?? []), ...keys, ...(near?.columns ?? [])]);
  const names = new Set(tables.flatMap(({ types }) => [...types.keys()]));
  const unknown = exclude.find((name) => !names.has(name));
  if (unknown !== undefined)
    throw new PluginError(
      'missing-column',
      `no table has the column ${unknown}, which \`exclude\` names${suggestColumn(unknown, names)}`,
      `The columns are ${[...names].join(', ')}.`,
    );
  const shared = [...holdout.types.keys()].filter((name) => tables.every(({ types }) => types.has(name)));
  const own = (some: readonly OpenedTable[]) => [
    ...new Set(some.flatMap(({ types }) => [...types.keys()]).filter((name) => !shared.includes(name))),
  ];
  const left = shared.filter((name) => !exclude.includes(name));
  const others = left.filter((name) => !keys.includes(name));
  const row = [...new Set(columns ?? (others.length > 0 ? others : left))];
  if (row.length === 0)
    throw new PluginError(
      'no-columns',
      `there is no column that ${tables.map(({ shown }) => shown).join(' and ')} all have${exclude.length > 0 ? ', but those to exclude' : ''}`,
      'Give the columns the same names in all tables.',
    );
  const excluded = shared.filter((name) => !row.includes(name) && !keys.includes(name));
  return { row, excluded, ownAlone: { holdout: own([holdout]), training: own(training) } };
}

function requireColumns({ shown, types }: OpenedTable, names: readonly string[]): void {
  const missing = [...new Set(names)].filter((name) => !types.has(name));
  if (missing.length === 0) return;
  throw new PluginError(
    'missing-column',
    `${shown} lacks the columns ${missing.map((name) => `${name}${suggestColumn(name, types.keys())}`).join(', ')}`,
    `It has ${[...types.keys()].join(', ')}.`,
  );
}
