import { PluginError } from '@gatehouse/plugin-kit';
import {
  isPresent,
  kindOf,
  literalFor,
  type PlannedCheck,
  quoteName,
  quoteText,
} from '@gatehouse/plugin-kit/table';
import type { CountRange, ValueRange } from './checks-config.ts';

export interface Column {
  name: string;
  type: string;
}

/** How a check of one column is done, or why it can not. Throws PluginError `bad-config`. */
export type Plan<T> = (column: Column, value: T) => PlannedCheck;

export const notNull: Plan<undefined> = ({ name, type }) => ({
  rows: { examined: 'true', expected: isPresent(name, type), shown: quoteName(name) },
});

export const unique: Plan<undefined> = ({ name, type }) => ({
  repeats: { columns: [name], examined: isPresent(name, type) },
});

export const between: Plan<ValueRange> = ({ name, type }, range) => {
  needsAnEnd(`values_between of ${name}`, range);
  const kind = kindOf(type);
  if (kind !== 'numeric' && kind !== 'temporal')
    return { unmeasured: `${name} is ${type}, not a number, date or time` };
  const column = quoteName(name);
  const ends = [
    { value: range.min, operator: range.strict_min ? '>' : '>=' },
    { value: range.max, operator: range.strict_max ? '<' : '<=' },
  ].filter(({ value }) => value !== undefined);
  const literals = ends.map(({ value }) => literalFor(value, type));
  const wrong = ends.find((_, index) => literals[index] === undefined);
  if (wrong) return { unmeasured: `${name} is ${type}, and ${JSON.stringify(wrong.value)} is not` };
  const expected = ends.map(({ operator }, index) => `${column} ${operator} ${literals[index]}`);
  return rowsOf({ name, type }, expected.join(' AND '));
};

export const inSet: Plan<(string | number | boolean)[]> = ({ name, type }, values) => {
  if (values.length === 0) throw new PluginError('bad-config', `values_in_set of ${name} has no value`);
  const literals = values.map((value) => literalFor(value, type));
  const wrong = values.find((_, index) => literals[index] === undefined);
  if (wrong !== undefined) return { unmeasured: `${name} is ${type}, and ${JSON.stringify(wrong)} is not` };
  return rowsOf({ name, type }, `${quoteName(name)} IN (${literals.join(', ')})`);
};

export const matches: Plan<string> = ({ name, type }, pattern) =>
  type === 'VARCHAR'
    ? rowsOf({ name, type }, `regexp_matches(${quoteName(name)}, ${quoteText(pattern)})`)
    : { unmeasured: `${name} is ${type}, not text` };

export const lengths: Plan<CountRange> = ({ name, type }, range) => {
  needsAnEnd(`value_lengths_between of ${name}`, range);
  if (type !== 'VARCHAR') return { unmeasured: `${name} is ${type}, not text` };
  const ends = [`>= ${range.min ?? 0}`, ...(range.max === undefined ? [] : [`<= ${range.max}`])];
  return rowsOf({ name, type }, ends.map((end) => `length(${quoteName(name)}) ${end}`).join(' AND '));
};

function rowsOf({ name, type }: Column, expected: string): PlannedCheck {
  return { rows: { examined: isPresent(name, type), expected, shown: quoteName(name) } };
}

/** Throws PluginError `bad-config` for a range that allows everything. */
export function needsAnEnd(what: string, { min, max }: ValueRange | CountRange): void {
  if (min === undefined && max === undefined)
    throw new PluginError('bad-config', `${what} has neither \`min\` nor \`max\``);
}
