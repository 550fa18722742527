import { quoteName, type TableColumns } from '@gatehouse/plugin-kit/table';

const whole = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|U?BIGNUM)$/;
const decimal = /^(FLOAT|DOUBLE|DECIMAL\([\d,]+\))$/;
const nested = /(^STRUCT\(|^MAP\(|^UNION\(|\]$)/;

/**
 * SQL of a column's values as text, null where they can not be personal data (fractions), or undefined for a column
 * that can hold none of it (dates, blobs, …).
 */
export function cellText(name: string, types: TableColumns): string | undefined {
  const type = types.get(name) ?? '';
  const column = quoteName(name);
  if (/^(VARCHAR$|ENUM\(|JSON$)/.test(type) || whole.test(type) || nested.test(type))
    return `CAST(${column} AS VARCHAR)`;
  if (!decimal.test(type)) return undefined;
  // A card number that was read as a floating-point number still is one.
  const x = `CAST(${column} AS DOUBLE)`;
  return `CASE WHEN abs(${x}) < 1e19 AND ${x} = trunc(${x}) THEN CAST(CAST(${column} AS HUGEINT) AS VARCHAR) END`;
}
