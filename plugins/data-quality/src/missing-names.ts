import { suggestColumn, type TableColumns } from '@gatehouse/plugin-kit/table';

/** Those of the names that no column has, each with the column that may be meant. */
export function missingNames(names: readonly string[], columns: TableColumns): string[] {
  const missing = names.filter((name) => !columns.has(name));
  return missing.map((name) => `${name}${suggestColumn(name, columns.keys())}`);
}

/** Why a check of columns cannot be done. */
export function noColumn(names: readonly string[], columns: TableColumns): string {
  return `there is no column ${missingNames(names, columns).join(', ')}`;
}
