import { PluginError } from '@gatehouse/plugin-kit';
import {
  type ColumnKind,
  describeColumns,
  kindOf,
  type TableColumns,
  type TableReader,
} from '@gatehouse/plugin-kit/table';
import type { Measurement } from './column-drift.ts';
import type { Config } from './plugin.ts';

/** A column of both tables, with the type that each has. */
export interface ColumnPair {
  name: string;
  kind: ColumnKind;
  types: { reference: string; current: string };
}

export interface Schemas {
  compared: ColumnPair[];
  measurements: Measurement[];
  details: Record<string, unknown>;
}

/**
 * Chooses the columns to compare. With `columns`, all of them must be comparable: throws PluginError `missing-column`
 * or `column-type`. Without, the others are counted and named. Throws `no-columns` where nothing is left.
 */
export async function compareColumns(
  reader: TableReader,
  reference: string,
  current: string,
  config: Config,
): Promise<Schemas> {
  const tables = {
    reference: await describeColumns(reader, reference),
    current: await describeColumns(reader, current),
  };
  const excluded = new Set(config.exclude ?? []);
  const all = [...new Set([...tables.reference.keys(), ...tables.current.keys()])];
  refuse(
    'missing-column',
    'to exclude are in neither table',
    [...excluded].filter((name) => !all.includes(name)),
  );
  const names = [...new Set(config.columns ?? all)].filter((name) => !excluded.has(name));

  const absent = {
    reference: names.filter((name) => !tables.reference.has(name)),
    current: names.filter((name) => !tables.current.has(name)),
  };
  const pairs = names.flatMap((name) => pairOf(name, tables) ?? []);
  const said = ({ name, types }: (typeof pairs)[number]) => `${name} (${types.reference} / ${types.current})`;
  const retyped = pairs.filter(({ kinds }) => kinds.reference !== kinds.current).map(said);
  const same = pairs.filter(({ kinds }) => kinds.reference === kinds.current);
  const unsupported = same.filter(({ kinds }) => kinds.reference === undefined).map(said);
  if (config.columns) {
    refuse('missing-column', `are not in ${config.reference}`, absent.reference);
    refuse('missing-column', `are not in ${config.current}`, absent.current);
    refuse('column-type', 'have another type in each table', retyped);
    refuse('column-type', 'have a type that can not be compared', unsupported);
  }
  const compared = same.flatMap(({ name, kinds, types }) =>
    kinds.reference === undefined ? [] : [{ name, kind: kinds.reference, types }],
  );
  if (compared.length === 0)
    throw new PluginError(
      'no-columns',
      'the tables share no column that can be compared',
      'Check the paths.',
    );
  const count = (metric: string, value: number, labels = {}) => ({ metric, value, n: names.length, labels });
  return {
    compared,
    measurements: [
      count('columns_compared', compared.length),
      count('columns_missing', absent.reference.length, { table: 'reference' }),
      count('columns_missing', absent.current.length, { table: 'current' }),
      count('columns_retyped', retyped.length),
      count('columns_unsupported', unsupported.length),
    ],
    details: {
      excluded: [...excluded],
      columns_missing: absent,
      columns_retyped: retyped,
      columns_unsupported: unsupported,
    },
  };
}

function pairOf(name: string, tables: { reference: TableColumns; current: TableColumns }) {
  const [reference, current] = [tables.reference.get(name), tables.current.get(name)];
  if (reference === undefined || current === undefined) return undefined;
  return {
    name,
    types: { reference, current },
    kinds: { reference: kindOf(reference), current: kindOf(current) },
  };
}

function refuse(code: string, what: string, names: string[]): void {
  if (names.length === 0) return;
  throw new PluginError(
    code,
    `columns that ${what}: ${names.join(', ')}`,
    'Correct the configuration or the data.',
  );
}
