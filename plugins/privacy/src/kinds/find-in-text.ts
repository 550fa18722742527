import type { KindName } from '../config.ts';
import { type Form, kinds } from './kinds.ts';
import { shapeOf } from './shape.ts';
import { isNamed, wordWindow } from './words.ts';

interface Search {
  pattern: RegExp;
  form: Form;
}
const searches = new Map(
  Object.entries(kinds).map(([kind, { forms }]) => [
    kind,
    forms.map((form) => ({ form, pattern: compile(form) })),
  ]),
);

function compile({ pattern, before = '0-9', after = '0-9' }: Form): RegExp {
  const flags = /\\p|[^ -~]/.test(pattern + before + after) ? 'gu' : 'g';
  return new RegExp(`(?<![${before}])(?:${pattern})(?![${after}])`, flags);
}

/**
 * What a plain text (see plain-text.ts) holds of a kind: all texts of the first of its forms that occurs.
 *
 * @param options `titled`: whether the title of the column already names the kind; `most`: where to stop; `shape`: of the
 * text, where it is asked for several kinds
 */
export function findInText(
  kind: KindName,
  text: string,
  { titled = false, most = Number.POSITIVE_INFINITY, shape = shapeOf(text) } = {},
): string[] {
  for (const search of searches.get(kind) as Search[]) {
    const { digits = 0, stands, trace } = search.form;
    if (shape.digits < digits || trace?.test(text) === false) continue;
    if (stands === 'named' && !titled && !shape.letters) continue;
    const found = findForm(kind, search, text, titled, most);
    if (found.length > 0) return found;
  }
  return [];
}

function findForm(
  kind: KindName,
  { pattern, form }: Search,
  text: string,
  titled: boolean,
  most: number,
): string[] {
  const check = form.check ?? kinds[kind].check;
  const found: string[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null && found.length < most; match = pattern.exec(text)) {
    const [one] = match;
    const end = match.index + one.length;
    const beside = () => ({
      before: text.slice(Math.max(0, match.index - wordWindow), match.index),
      one,
      after: text.slice(end, end + wordWindow),
    });
    if (check(one) && isWhere(kind, form, beside(), titled)) found.push(one);
    // What is none may end inside of what is one: `2026 4111 1111 …` looks like a card two times.
    else pattern.lastIndex = match.index + ((text.codePointAt(match.index) as number) > 0xffff ? 2 : 1);
  }
  return found;
}

interface Beside {
  before: string;
  one: string;
  after: string;
}

function isWhere(kind: KindName, form: Form, beside: Beside, titled: boolean): boolean {
  if (isInside(beside)) return false;
  if (form.stands === 'free') return true;
  if (form.stands === 'apart' && isApart(beside)) return true;
  if (form.stands === 'alone' && `${beside.before}${beside.after}`.trim() === '') return true;
  return titled || isNamed(kind, beside.before, beside.after);
}

/** Part of a longer number (a decimal, a version, a UUID), or of a token that mixes letters and digits, as hashes do. */
function isInside({ before, one, after }: Beside): boolean {
  // A plus sign or a parenthesis begins a number, whatever stands before it.
  if (!/^[\p{L}\p{N}]/u.test(one)) return false;
  if (/^\p{N}/u.test(one) && /\p{N}[.+-]$/u.test(before)) return true;
  if (/\p{N}\p{L}{1,40}$/u.test(before)) return true;
  return /[\p{L}\p{N}]$/u.test(one) && /^\p{L}{1,40}\p{N}/u.test(after);
}

function isApart({ before, after }: Beside): boolean {
  // `….0` is how a table writes a whole number that it took for another.
  return !/[\p{L}_.+-]$/u.test(before) && !/^(?:[\p{L}_]|\.(?!0+(?!\d))\d)/u.test(after);
}
