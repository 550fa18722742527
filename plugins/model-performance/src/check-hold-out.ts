import { PluginError } from '@gatehouse/plugin-kit';
import { describeColumns, quoteName, type TableReader } from '@gatehouse/plugin-kit/table';
import type { Config } from './plugin.ts';

/** The classes of the label column. `positive` is its positive value as text. */
export interface LabelClasses {
  rows: number;
  positives: number;
  positive: string;
  note: string | undefined;
}

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL|BOOLEAN)/;

/** Throws PluginError `missing-column`, or `column-type` for features that are not numbers. */
export async function checkColumns(table: TableReader, from: string, config: Config): Promise<void> {
  const types = await describeColumns(table, from);
  const missing = [config.label, ...config.features].filter((name) => !types.has(name));
  if (missing.length > 0)
    throw new PluginError(
      'missing-column',
      `${config.data} lacks the columns ${missing.join(', ')}`,
      `It has ${[...types.keys()].join(', ')}.`,
    );
  const others = config.features.filter((name) => !numeric.test(types.get(name) as string));
  if (others.length === 0) return;
  throw new PluginError(
    'column-type',
    `${config.data}: not numbers: ${others.map((name) => `${name} (${types.get(name)})`).join(', ')}`,
    'Encode them as the model was trained, in the hold-out table.',
  );
}

/**
 * Throws PluginError `label-values` for empty labels, more than two values, or none that is the positive one; where
 * `positive` is not set, for any value but 0 and 1 (or false and true).
 */
export async function readClasses(table: TableReader, from: string, config: Config): Promise<LabelClasses> {
  const label = quoteName(config.label);
  const found = await table.rows(
    `SELECT CAST(${label} AS VARCHAR) AS value, count(*)::DOUBLE AS n FROM ${from} GROUP BY ALL ORDER BY ALL LIMIT 10`,
  );
  const refuse = (what: string, hint: string): never => {
    throw new PluginError('label-values', `${config.data}: the label \`${config.label}\` ${what}`, hint);
  };
  const empty = found.find(({ value }) => value === null || value === 'nan');
  if (empty) refuse(`is empty in ${empty.n} rows`, 'Leave out rows without a known class.');
  const classes = found.map(({ value, n }) => ({ value: String(value), n: Number(n) }));
  const values = classes.map(({ value }) => value).join(', ');
  if (classes.length > 2)
    refuse(`has more than two values: ${values}${classes.length === 10 ? ', …' : ''}`, 'It must have two.');
  // In 1 and 2, or in a column of 5 that is no label at all, nobody has said which one is positive.
  if (config.positive === undefined && classes.some(({ value }) => !isSame(value, 0) && !isSame(value, 1)))
    refuse(`must be 0 or 1, and has ${values}`, 'Set `positive` to the value that counts as positive.');
  const rows = classes.reduce((sum, { n }) => sum + n, 0);
  const positive = config.positive ?? 1;
  const match = classes.find(({ value }) => isSame(value, positive));
  const [only] = classes;
  if (rows > 0 && !match && (classes.length === 2 || !isSameKind(String(only?.value), positive)))
    refuse(`has the values ${values}, and none is the positive one, ${positive}`, 'Set `positive`.');
  const note = classes.length === 1 ? `every label is ${only?.value}: there is only one class` : undefined;
  return { rows, positives: match?.n ?? 0, positive: match?.value ?? String(positive), note };
}

function isSame(value: string, positive: string | number | boolean): boolean {
  if (value === String(positive)) return true;
  if (typeof positive === 'string') return false;
  const number = { true: 1, false: 0 }[value] ?? (value.trim() === '' ? Number.NaN : Number(value));
  return number === Number(positive);
}

// A table of one class is measured; but `no` alone, with 1 as the positive value, may as well be a mistake.
function isSameKind(value: string, positive: string | number | boolean): boolean {
  return (
    typeof positive === 'string' || value === 'true' || value === 'false' || Number.isFinite(Number(value))
  );
}

/** Throws PluginError `feature-values` where a feature is empty, NaN, infinite or too large for float32. */
export async function checkFeatures(table: TableReader, from: string, config: Config): Promise<void> {
  const counts = config.features.flatMap((name, index) => {
    const column = quoteName(name);
    return [
      `count_if(${column} IS NULL)::DOUBLE AS null_${index}`,
      `count_if(isnan(CAST(${column} AS DOUBLE)))::DOUBLE AS nan_${index}`,
      `count_if(NOT coalesce(isfinite(TRY_CAST(${column} AS FLOAT)), false))::DOUBLE AS bad_${index}`,
    ];
  });
  const [row = {}] = await table.rows(`SELECT ${counts.join(', ')} FROM ${from}`);
  const wrong = config.features.flatMap((name, index) => {
    const [empty, nan, bad] = ['null', 'nan', 'bad'].map((kind) => Number(row[`${kind}_${index}`]));
    if (bad === 0) return [];
    const parts = { empty, NaN: nan, infinite: Number(bad) - Number(empty) - Number(nan) };
    const said = Object.entries(parts).filter(([, count]) => count !== 0);
    return [`${name} (${said.map(([kind, count]) => `${count} ${kind}`).join(', ')})`];
  });
  if (wrong.length === 0) return;
  throw new PluginError(
    'feature-values',
    `${config.data}: values that the model can not take: ${wrong.join('; ')}`,
    'Fill them as the model’s preprocessing does, in the hold-out table.',
  );
}
