import {
  isPresent,
  kindOf,
  literalFor,
  type PlannedCheck,
  quoteName,
  quoteText,
} from '@gatehouse/plugin-kit/table';
import type { ContractColumn, LogicalType } from './contract.ts';
import { invalid } from './contract-fields.ts';

/** A column of the table, with its DuckDB type. */
export interface TableColumn {
  name: string;
  type: string;
}

export type OptionPlan = PlannedCheck | { unchecked: string };

type Planner = (column: TableColumn, value: unknown, option: string) => OptionPlan | undefined;

/**
 * How a `logicalTypeOptions` entry is checked on a column whose type suits its logical type. Throws PluginError
 * `contract-invalid` for one whose value is of the wrong type.
 */
export function planOption(
  { name, logicalType, options }: ContractColumn,
  option: string,
  column: TableColumn,
): OptionPlan {
  const planner = planners[logicalType as LogicalType][option] as Planner;
  const planned = planner(column, options[option], option);
  if (planned) return planned;
  throw invalid(`${name}.logicalTypeOptions.${option}`, `can not be ${JSON.stringify(options[option])}`);
}

const unchecked =
  (why: string): Planner =>
  () => ({ unchecked: why });

const text = (name: string) => `CAST(${quoteName(name)} AS VARCHAR)`;

const length: Planner = ({ name, type }, value, option) =>
  isCount(value)
    ? ofRows({ name, type }, `length(${text(name)}) ${option.startsWith('min') ? '>=' : '<='} ${value}`)
    : undefined;

const items: Planner = ({ name, type }, value, option) =>
  isCount(value)
    ? ofRows({ name, type }, `len(${quoteName(name)}) ${option.startsWith('min') ? '>=' : '<='} ${value}`)
    : undefined;

const pattern: Planner = ({ name, type }, value) =>
  typeof value === 'string'
    ? ofRows({ name, type }, `regexp_matches(${text(name)}, ${quoteText(value)})`)
    : undefined;

const signs = { minimum: '>=', maximum: '<=', exclusiveMinimum: '>', exclusiveMaximum: '<' } as const;

// NaN is larger than everything to DuckDB, and no number to anybody else.
const bound: Planner = ({ name, type }, value, option) => {
  if (kindOf(type) === undefined) return { unmeasured: `${name} is ${type}, which is not compared` };
  const literal = literalFor(value, type);
  const within = `${quoteName(name)} ${signs[option as keyof typeof signs]} ${literal} AND ${isPresent(name, type)}`;
  return literal === undefined ? undefined : ofRows({ name, type }, within);
};

// A multiple of 0.01 as a double is next to one only. NaN equals NaN to DuckDB, and is a multiple of nothing.
const multiple: Planner = ({ name, type }, value) => {
  if (typeof value !== 'number' || !(value > 0)) return undefined;
  const number = `CAST(${quoteName(name)} AS DOUBLE)`;
  const quotient = `(${number} / ${value})`;
  return ofRows(
    { name, type },
    `isfinite(${number}) AND abs(${quotient} - round(${quotient})) <= 1e-9 * greatest(1, abs(${quotient}))`,
  );
};

const bits: Planner = ({ name, type }, value) => {
  const [, sign, size] = /^([iu])(8|16|32|64|128)$/.exec(String(value)) ?? [];
  if (size === undefined) return undefined;
  const [least, most] =
    sign === 'i'
      ? [-(2n ** (BigInt(size) - 1n)), 2n ** (BigInt(size) - 1n) - 1n]
      : [0n, 2n ** BigInt(size) - 1n];
  // No type of DuckDB holds more than 128 bits, and what it holds is within them.
  const upper = size === '128' ? 'true' : `${quoteName(name)} <= ${most}`;
  const lower = value === 'i128' ? 'true' : `${quoteName(name)} >= ${least}`;
  return ofRows({ name, type }, `${lower} AND ${upper}`);
};

const zone: Planner = ({ type }, value) => {
  if (typeof value !== 'boolean') return undefined;
  const unexpected = type.endsWith('WITH TIME ZONE') === value ? 0 : 1;
  return { known: { examined: 1, unexpected, examples: [] } };
};

const bounds = { minimum: bound, maximum: bound, exclusiveMinimum: bound, exclusiveMaximum: bound };
const noFormat = unchecked('how a date or time is written can not be seen in a typed column');
const moments = {
  ...bounds,
  format: noFormat,
  timezone: zone,
  defaultTimezone: unchecked('it changes no value'),
};
const inside = unchecked('what is inside a value is not looked at');

const planners: Record<LogicalType, Record<string, Planner>> = {
  string: {
    minLength: length,
    maxLength: length,
    pattern,
    format: unchecked('formats of text are not checked'),
  },
  date: { ...bounds, format: noFormat },
  timestamp: moments,
  time: moments,
  integer: { ...bounds, multipleOf: multiple, format: bits },
  number: { ...bounds, multipleOf: multiple, format: unchecked('how a number is stored is not checked') },
  array: { minItems: items, maxItems: items, uniqueItems: inside },
  object: { minProperties: inside, maxProperties: inside, required: inside },
  boolean: {},
};

/** The entries that `logicalTypeOptions` of a logical type may have. */
export function optionsOf(logicalType: LogicalType): string[] {
  return Object.keys(planners[logicalType]);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function ofRows({ name }: TableColumn, expected: string): PlannedCheck {
  return { rows: { examined: `(${quoteName(name)} IS NOT NULL)`, expected, shown: quoteName(name) } };
}
