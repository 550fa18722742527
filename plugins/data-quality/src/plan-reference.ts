import { PluginError } from '@gatehouse/plugin-kit';
import { isPresent, kindOf, numberOf, quoteName, type TableColumns } from '@gatehouse/plugin-kit/table';
import type { Reference } from './checks-config.ts';
import type { CheckedTable, LabelledCheck } from './plan-checks.ts';

/** Rows whose columns are all present must be found among the keys of the other table. */
export function planReference({ columns, table, key }: Reference, checked: CheckedTable): LabelledCheck {
  const labels = { check: 'referential', column: columns.join(', '), table };
  if (columns.length !== key.length)
    throw new PluginError('bad-config', `referential to ${table}: as many columns as there are in the key`);
  const other = checked.others.get(table) as { table: string; columns: TableColumns };
  const missing = [
    ...columns.filter((name) => !checked.columns.has(name)),
    ...key.filter((name) => !other.columns.has(name)).map((name) => `${name} of ${table}`),
  ];
  if (missing.length > 0)
    return { labels, planned: { unmeasured: `there is no column ${missing.join(', ')}` } };
  const types = columns.map((name, index) => ({
    own: checked.columns.get(name) as string,
    other: other.columns.get(key[index] as string) as string,
  }));
  const unlike = types.find(
    (type) => kindOf(type.own) === undefined || kindOf(type.own) !== kindOf(type.other),
  );
  if (unlike)
    return { labels, planned: { unmeasured: `${unlike.own} can not be looked up in ${unlike.other}` } };
  const own = columns.map((name, index) => comparable(name, types[index]?.own as string));
  const keys = key.map((name, index) => comparable(name, types[index]?.other as string));
  return {
    labels,
    planned: {
      rows: {
        examined: columns.map((name, index) => isPresent(name, types[index]?.own as string)).join(' AND '),
        expected: `(${own.join(', ')}) IN (SELECT (${keys.join(', ')}) FROM ${other.table})`,
        shown: `concat_ws(' | ', ${columns.map(quoteName).join(', ')})`,
      },
    },
  };
}

// The two columns need only be alike: an ENUM and text, a date and a timestamp.
function comparable(name: string, type: string): string {
  const kind = kindOf(type);
  if (kind === 'temporal') return numberOf(name, type);
  return kind === 'categorical' ? `CAST(${quoteName(name)} AS VARCHAR)` : quoteName(name);
}
