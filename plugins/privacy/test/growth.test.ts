import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findInText } from '../src/kinds/find-in-text.ts';
import { kindNames, kinds } from '../src/kinds/kinds.ts';
import { plainText } from '../src/plain-text.ts';

const forms = kindNames.flatMap((kind) =>
  kinds[kind].forms.map((form) => ({ kind, form, pattern: form.pattern })),
);

/** A pattern without what its classes and escapes hold. */
const bare = (pattern: string) => pattern.replaceAll(/\\p\{\w+\}|\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');

describe('the steps of a search grow with the length of the text alone', () => {
  test.each(forms)('$kind: all that repeats in $pattern is bounded', ({ pattern }) => {
    expect(bare(pattern)).not.toMatch(/[*+]|\{\d+,\}/);
  });

  // What a repetition holds ends with one thing that must be there, and its separators are none of these: so there is one
  // way to match a text, and a search that fails goes back over it once.
  test.each(forms)(
    '$kind: no repetition in $pattern holds another that may be empty and nothing else',
    ({ pattern }) => {
      const inner = [...bare(pattern).matchAll(/\((?:\?:)?([^()]*)\)(?:\{\d+,\d+\})/g)].map(
        ([, group]) => group as string,
      );
      for (const group of inner)
        for (const way of group.split('|')) expect(way.replaceAll(/x(?:\?|\{0,\d+\})/g, '')).not.toBe('');
    },
  );

  let tries = 0;
  const given = new Map(forms.map(({ form, kind }) => [form, form.check ?? kinds[kind].check]));
  beforeEach(() => {
    for (const { form } of forms)
      form.check = (text) => {
        tries += text.length;
        return (given.get(form) as (text: string) => boolean)(text);
      };
  });
  afterEach(() => {
    for (const { form } of forms) form.check = given.get(form) as (text: string) => boolean;
  });

  const hostile = [
    "'",
    '%',
    'a.',
    'a@',
    '1 ',
    '+1',
    ':1',
    'DE12 ',
    '12.',
    '4',
    'a1',
    'x',
    '4111 ',
    '1-',
    'a at ',
    '(at)',
    '@a.',
    'dot ',
    'ssn ',
    '+49 ',
    '\u200b1',
    '１',
    '&#',
    '%4',
    '9\u00ad',
    'tel 1',
    'AAAAAA00A00A000',
    '00',
    '2001:',
    '\u{1d7ce}',
    '𝒶@',
  ];
  test.each(hostile)('%j, again and again', (part) => {
    const count = (times: number) => {
      tries = 0;
      const plain = plainText(part.repeat(times));
      expect(plain.length).toBeLessThanOrEqual(part.length * times);
      for (const kind of kindNames) findInText(kind, plain, { titled: true });
      return tries;
    };
    const [one, two, four] = [count(1000), count(2000), count(4000)] as [number, number, number];
    // Characters that were checked: twice as many in a text twice as long, but for its ends.
    expect(two).toBeLessThanOrEqual(2 * one + 2000);
    expect(four).toBeLessThanOrEqual(2 * two + 2000);
    expect(one).toBeLessThanOrEqual(1000 * part.length * 16 * 40);
  });
});
