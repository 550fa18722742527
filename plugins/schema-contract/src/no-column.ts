import { suggestColumn } from '@gatehouse/plugin-kit/table';

/** Why a rule of columns that the table lacks cannot be measured, with the column that may be meant. */
export function noColumn(missing: readonly string[], names: Iterable<string>): string {
  const all = [...names];
  return `there is no column ${missing.map((name) => `${name}${suggestColumn(name, all)}`).join(', ')}`;
}
