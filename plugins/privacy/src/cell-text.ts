import { quoteName, type TableColumns } from '@gatehouse/plugin-kit/table';

const whole = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|U?BIGNUM)$/;
const decimal = /^(FLOAT|DOUBLE|DECIMAL\([\d,]+\))$/;
const nested = /(^STRUCT\(|^MAP\(|^UNION\(|\]$)/;
const textless = /^(BOOLEAN|DATE|TIME|TIMESTAMP|INTERVAL|UUID|"NULL")/;

/**
 * SQL of a column's values as text, null where they can not be personal data (fractions) or are no text (bytes that are
 * not UTF-8); or undefined for a type that is not looked through.
 */
export function cellText(name: string, types: TableColumns): string | undefined {
  const type = types.get(name) ?? '';
  const column = quoteName(name);
  if (holdsBytes(name, types)) return textOfBytes(column, type);
  if (/^(VARCHAR$|ENUM\(|JSON$|VARIANT$)/.test(type) || whole.test(type) || nested.test(type))
    return `CAST(${column} AS VARCHAR)`;
  if (!decimal.test(type)) return undefined;
  // A card number that was read as a floating-point number still is one.
  const x = `CAST(${column} AS DOUBLE)`;
  return `CASE WHEN abs(${x}) < 1e19 AND ${x} = trunc(${x}) THEN CAST(CAST(${column} AS HUGEINT) AS VARCHAR) END`;
}

/** Whether a type can hold none of the kinds: dates, times, truth values, random keys. */
export function isTextless(type: string): boolean {
  return textless.test(type) && !nested.test(type);
}

/** Whether a column holds bytes, which are texts where a program wrote Parquet without saying so. */
export function holdsBytes(name: string, types: TableColumns): boolean {
  const type = types.get(name) ?? '';
  return type === 'BLOB' || (nested.test(type) && /\bBLOB\b/.test(type));
}

// As DuckDB writes bytes that are not printable, `\xC3\xBC`: control characters and what is not UTF-8 are no text.
const more = '\\\\x[89AB][0-9A-F]';
const escapedText =
  '(?:[^\\\\]|\\\\[^x]|\\\\x(?:09|0A|0D|22|27|5C|' +
  `(?:C[2-9A-F]|D[0-9A-F])${more}|E[0-9A-F]${more}${more}|F[0-4]${more}${more}${more}))*`;

function textOfBytes(column: string, type: string): string {
  if (type === 'BLOB') {
    const text = `TRY(decode(${column}))`;
    return `CASE WHEN NOT contains(${text}, chr(0)) THEN ${text} END`;
  }
  // Inside of quotes it doubles its backslashes.
  const text = `replace(CAST(${column} AS VARCHAR), '\\\\', '\\')`;
  return `CASE WHEN regexp_full_match(${text}, '${escapedText}') THEN ${text} END`;
}
