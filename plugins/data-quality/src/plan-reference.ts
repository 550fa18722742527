import { PluginError } from '@gatehouse/plugin-kit';
import {
  asNumber,
  canBeNaN,
  isPresent,
  kindOf,
  numberOf,
  quoteName,
  type TableColumns,
} from '@gatehouse/plugin-kit/table';
import type { Reference } from './checks-config.ts';
import type { CheckedTable, LabelledCheck } from './labelled-check.ts';
import { missingNames } from './missing-names.ts';

/** Rows whose columns are all present must be found among the keys of the other table. */
export function planReference({ columns, table, key }: Reference, checked: CheckedTable): LabelledCheck {
  const labels = { check: 'referential', column: columns.join(', '), table };
  if (columns.length !== key.length)
    throw new PluginError('bad-config', `referential to ${table}: as many columns as there are in the key`);
  const other = checked.others.get(table) as { table: string; columns: TableColumns; untyped: boolean };
  const missing = [
    ...missingNames(columns, checked.columns),
    ...missingNames(key, other.columns).map((name) => `${name} of ${table}`),
  ];
  if (missing.length > 0)
    return { labels, planned: { unmeasured: `there is no column ${missing.join(', ')}` } };
  const types = columns.map((name, index) => ({
    own: checked.columns.get(name) as string,
    other: other.columns.get(key[index] as string) as string,
  }));
  const untyped = { own: checked.untyped, other: other.untyped };
  const pairs = columns.map((name, index) =>
    comparable(name, key[index] as string, types[index] as Types, untyped),
  );
  const unlike = types.find((_, index) => pairs[index] === undefined);
  if (unlike)
    return { labels, planned: { unmeasured: `${unlike.own} can not be looked up in ${unlike.other}` } };
  const own = pairs.map((pair) => pair?.own);
  const keys = pairs.map((pair) => pair?.key);
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

interface Types {
  own: string;
  other: string;
}

interface Comparable {
  own: string;
  key: string;
}

/** SQL of two columns whose values are the same where they are equal; undefined for columns of unlike kinds. */
function comparable(
  name: string,
  keyName: string,
  { own, other }: Types,
  untyped: { own: boolean; other: boolean },
): Comparable | undefined {
  const [left, right] = [quoteName(name), quoteName(keyName)];
  const kinds = [kindOf(own), kindOf(other)];
  if (kinds.includes(undefined)) return undefined;
  if (untyped.own && own === 'VARCHAR' && other !== 'VARCHAR')
    return { own: textAs(left, other), key: typed(right, other) };
  if (untyped.other && other === 'VARCHAR' && own !== 'VARCHAR')
    return { own: typed(left, own), key: textAs(right, own) };
  if (kinds[0] !== kinds[1]) return undefined;
  if (kinds[0] === 'temporal') return { own: numberOf(name, own), key: numberOf(keyName, other) };
  // The two columns need only be alike: an ENUM and text.
  if (kinds[0] === 'categorical')
    return { own: `CAST(${left} AS VARCHAR)`, key: `CAST(${right} AS VARCHAR)` };
  if (canBeNaN(own) === canBeNaN(other)) return { own: left, key: right };
  return { own: typed(left, 'DOUBLE'), key: typed(right, 'DOUBLE') };
}

const whole = /^U?(TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$/;

/** A value of a type as what texts are compared with. Whole numbers that a float64 would round are no keys. */
function typed(column: string, type: string): string {
  const kind = kindOf(type);
  if (kind === 'temporal') return asNumber(column, type);
  if (kind === 'categorical') return `CAST(${column} AS VARCHAR)`;
  return whole.test(type)
    ? `TRY_CAST(${column} AS HUGEINT)`
    : `CASE WHEN abs(${column}) < ${2 ** 53} THEN CAST(${column} AS DOUBLE) END`;
}

/** A text that was kept as it is written, beside a column of another type: null where it says no such value. */
function textAs(text: string, type: string): string {
  const kind = kindOf(type);
  if (kind === 'categorical') return text;
  if (kind === 'temporal') return asNumber(`TRY_CAST(${text} AS ${type})`, type);
  const [pattern, target] = whole.test(type) ? ['(\\.0*)?', 'HUGEINT'] : ['(\\.[0-9]*)?', 'DOUBLE'];
  const number = `TRY_CAST(${text} AS ${target})`;
  const bounds = target === 'DOUBLE' ? ` AND abs(${number}) < ${2 ** 53}` : '';
  return `CASE WHEN regexp_full_match(${text}, '-?(0|[1-9][0-9]*)${pattern}')${bounds} THEN ${number} END`;
}
