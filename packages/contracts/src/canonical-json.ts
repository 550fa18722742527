/** Plain data: what JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Canonical JSON after RFC 8785 (JCS): keys sorted by UTF-16 code units, numbers and strings as ECMAScript
 * writes them. Throws TypeError on what JSON can not say (undefined, functions, NaN, infinities, lone surrogates),
 * because a value that silently changed would have the wrong digest.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`);
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return canonicalArray(value);
  if (typeof value !== 'object' || !isPlainObject(value))
    throw new TypeError(`not JSON data: ${typeof value}`);
  return canonicalObject(value);
}

// ASCII without control characters, quotation marks and backslashes: most strings, and they need no escapes.
const plain = /^[ !#-[\]-~]*$/;

function canonicalString(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('a string with a lone surrogate has no canonical JSON');
  return JSON.stringify(value);
}

// Built by concatenation: facts have thousands of members, and every run makes this text of every release.
function canonicalArray(value: readonly unknown[]): string {
  let text = '[';
  for (let index = 0; index < value.length; index += 1) {
    text += index === 0 ? canonicalJson(value[index]) : `,${canonicalJson(value[index])}`;
  }
  return `${text}]`;
}

function canonicalObject(value: Record<string, unknown>): string {
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    text += text === '{' ? '' : ',';
    text += `${canonicalString(key)}:${canonicalJson(value[key])}`;
  }
  return `${text}}`;
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
