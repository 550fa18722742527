import { PluginError } from '@gatehouse/plugin-kit';
import type { ColumnKind } from '@gatehouse/plugin-kit/table';
import type { ColumnPair, Measurement } from './column-drift.ts';
import type { Config } from './config.ts';
import type { Side } from './sides.ts';

export interface ChosenColumns {
  compared: ColumnPair[];
  measurements: Measurement[];
  details: Record<string, unknown>;
}

/**
 * Chooses the columns to compare. With `columns`, all of them must be comparable: throws PluginError `missing-column`
 * or `column-type`. Without, the others are counted and named. Throws `no-columns` where nothing is left.
 */
export function chooseColumns(reference: Side, current: Side, config: Config): ChosenColumns {
  const excluded = new Set(config.exclude ?? []);
  const all = [...new Set([...reference.columns.keys(), ...current.columns.keys()])];
  const unknown = [...excluded, ...(config.categorical ?? [])].filter((name) => !all.includes(name));
  refuse('missing-column', 'to exclude or to take for categories are in neither table', unknown);
  const names = [...new Set(config.columns ?? all)].filter((name) => !excluded.has(name));

  const absent = {
    reference: names.filter((name) => !reference.columns.has(name)),
    current: names.filter((name) => !current.columns.has(name)),
  };
  const pairs = names.flatMap((name) => pairOf(name, reference, current, config) ?? []);
  const said = ({ name, types }: (typeof pairs)[number]) => `${name} (${types.reference} / ${types.current})`;
  const retyped = pairs.filter(({ kinds }) => kinds.reference !== kinds.current).map(said);
  const same = pairs.filter(({ kinds }) => kinds.reference === kinds.current);
  const unsupported = same.filter(({ kinds }) => kinds.reference === undefined).map(said);
  if (config.columns) {
    refuse('missing-column', `are not in ${reference.shown}`, absent.reference);
    refuse('missing-column', `are not in ${current.shown}`, absent.current);
    refuse('column-type', 'have another type in each table', retyped);
    refuse('column-type', 'have a type that can not be compared', unsupported);
  }
  const compared = same.flatMap(({ name, kinds, types }) =>
    kinds.reference === undefined ? [] : [{ name, kind: kinds.reference, types }],
  );
  if (compared.length === 0)
    throw new PluginError(
      'no-columns',
      `the tables share no column that can be compared${[...retyped, ...unsupported].map((one) => `; ${one}`).join('')}`,
      'Check the paths. Of a table without rows, text files do not say what its columns are.',
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

function pairOf(name: string, before: Side, after: Side, { categorical = [] }: Config) {
  const [reference, current] = [before.columns.get(name), after.columns.get(name)];
  if (reference === undefined || current === undefined) return undefined;
  const kindOf = (kind: ColumnKind | undefined) =>
    kind !== undefined && categorical.includes(name) ? 'categorical' : kind;
  return {
    name,
    types: { reference: reference.type, current: current.type },
    kinds: { reference: kindOf(reference.kind), current: kindOf(current.kind) },
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
