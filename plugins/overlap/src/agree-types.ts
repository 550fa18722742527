import { quoteName } from '@gatehouse/plugin-kit/table';

/** How the values of a column are compared, where all tables have them. */
export interface Agreed {
  /** In words, for the evidence. */
  as: string;
  /** SQL of the value, for each table in its order. */
  forms: string[];
  /** For each table: of whole numbers beside floats, the largest that the float holds as every smaller one. */
  exactBelow?: (number | undefined)[];
}

const whole = /^U?(TINY|SMALL|BIG|HUGE)INT$|^U?INTEGER$/;
const decimal = /^DECIMAL\(/;
const float = /^(FLOAT|DOUBLE)$/;
const moment = /^(DATE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;
const text = /^(VARCHAR$|ENUM\()/;

export function isNumber(type: string): boolean {
  return whole.test(type) || (decimal.test(type) && !type.endsWith(']')) || float.test(type);
}

/**
 * How columns of these types are compared, or undefined where they are of unlike kinds: text beside numbers would never be
 * equal, and nobody would know why. `null` is the type of a column without a value.
 */
export function agreeTypes(name: string, types: readonly (string | null)[]): Agreed | undefined {
  const column = quoteName(name);
  const [first = 'VARCHAR', ...others] = new Set(types.filter((type) => type !== null));
  const every = (isOf: (type: string) => boolean) => [first, ...others].every(isOf);
  const formed = (as: string, form: (type: string) => string, empty: string): Agreed => ({
    as,
    forms: types.map((type) => (type === null ? `CAST(NULL AS ${empty})` : form(type))),
  });
  if (others.length === 0) return formed(first, () => column, first);
  if (every((type) => whole.test(type) && type !== 'UHUGEINT'))
    return formed('HUGEINT', () => `CAST(${column} AS HUGEINT)`, 'HUGEINT');
  if (every((type) => isNumber(type) && !float.test(type)))
    return formed('decimal digits', () => digitsOf(column), 'VARCHAR');
  if (every(isNumber)) return formedAsFloat(column, types);
  if (every((type) => moment.test(type)))
    return formed('microseconds since 1970 (UTC)', () => `epoch_us(${column})`, 'BIGINT');
  if (every((type) => text.test(type)))
    return formed('VARCHAR', () => `CAST(${column} AS VARCHAR)`, 'VARCHAR');
  return undefined;
}

// 1.10 and 1.1 are one number, however many digits its type has.
function digitsOf(column: string): string {
  const written = `CAST(${column} AS VARCHAR)`;
  return `CASE WHEN contains(${written}, '.') THEN rtrim(rtrim(${written}, '0'), '.') ELSE ${written} END`;
}

// What one table holds as float32 the others can only have with as many digits.
function formedAsFloat(column: string, types: readonly (string | null)[]): Agreed {
  const isSingle = types.includes('FLOAT');
  const as = isSingle ? 'FLOAT' : 'DOUBLE';
  return {
    as,
    forms: types.map((type) => {
      if (type === null) return `CAST(NULL AS ${as})`;
      return isSingle && type !== 'FLOAT' ? asSingle(column) : `CAST(${column} AS ${as})`;
    }),
    exactBelow: types.map((type) => (whole.test(type ?? '') ? 2 ** (isSingle ? 24 : 53) : undefined)),
  };
}

const largestSingle = '3.4028234e38';

function asSingle(column: string): string {
  const value = `CAST(${column} AS DOUBLE)`;
  return `CAST(CASE WHEN isnan(${value}) THEN ${value} WHEN ${value} > ${largestSingle} THEN 'infinity'::DOUBLE
    WHEN ${value} < -${largestSingle} THEN '-infinity'::DOUBLE ELSE ${value} END AS FLOAT)`;
}
