import type { Config } from './config.ts';

/**
 * The columns of a table whose values the checks take for codes, keys or texts: they are read as they are written. What
 * is also compared as a number, date or time is not among them.
 */
export function codesOf(path: string, { data, checks = {}, freshness = [] }: Config): string[] {
  const keys = (checks.referential ?? []).filter(({ table }) => table === path).flatMap(({ key }) => key);
  if (path !== data) return keys;
  const codes = [
    ...keys,
    ...(checks.unique ?? []),
    ...(checks.compound_unique ?? []).flat(),
    ...(checks.referential ?? []).flatMap(({ columns }) => columns),
    ...Object.keys(checks.match_regex ?? {}),
    ...Object.keys(checks.value_lengths_between ?? {}),
    ...columnsWhere(checks.values_in_set, (values) => values.every((one) => typeof one === 'string')),
  ];
  const others = new Set([
    ...Object.keys(checks.values_between ?? {}),
    ...columnsWhere(checks.values_in_set, (values) => values.some((one) => typeof one !== 'string')),
    ...freshness.flatMap(({ column, against = column }) => [column, against]),
  ]);
  return [...new Set(codes)].filter((name) => !others.has(name));
}

function columnsWhere<T>(by: Record<string, T[]> | undefined, holds: (values: T[]) => boolean): string[] {
  return Object.entries(by ?? {}).flatMap(([name, values]) => (holds(values) ? [name] : []));
}
