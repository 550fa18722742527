import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonStrictly } from '../src/index.ts';

/** A text as JSON.stringify sets it out, but for the second key: that is written as `second`. */
function withKeys(first: string, second: string, between: object, space: number): string {
  const text = JSON.stringify({ [first]: 1, ...between, 'second key': { inner: [2] } }, null, space);
  return text.replace('"second key":', () => `${JSON.stringify(second)}:`);
}

const key = fc.string({ minLength: 1 }).filter((one) => !['second key', '__proto__', 'inner'].includes(one));
const others = fc
  .dictionary(fc.constantFrom('": ', '\\', '\n  "a": ', ', "b"'), fc.jsonValue())
  .filter((one) => !JSON.stringify(one).includes('second key') && !JSON.stringify(one).includes('__proto__'));

test('a text that is set out on lines is read as it is, and refused where a key stands twice', () => {
  fc.assert(
    fc.property(key, key, others, fc.constantFrom(0, 2, 3), (one, other, between, space) => {
      const twice = withKeys(one, one, between, space);
      expect(() => parseJsonStrictly(twice)).toThrow(expect.objectContaining({ code: 'input.json' }));
      fc.pre(one !== other && !Object.hasOwn(between, one) && !Object.hasOwn(between, other));
      const once = withKeys(one, other, between, space);
      // As text: toStrictEqual takes a key `constructor` for the type of its object.
      expect(JSON.stringify(parseJsonStrictly(`${once}\n`))).toBe(JSON.stringify(JSON.parse(once)));
    }),
  );
});

test('the key __proto__ is refused wherever it stands in such a text', () => {
  for (const space of [0, 2])
    for (const value of ['{"__proto__":1}', '[{"a":{"__proto__":{}}}]', '{"\\u005f_proto__":1}']) {
      const text = JSON.stringify(JSON.parse(value), null, space);
      expect(() => parseJsonStrictly(text)).toThrow(expect.objectContaining({ code: 'input.json' }));
    }
});

test('what is too deep to be written, or does not end, is judged all the same', () => {
  const deep = `${'['.repeat(50_000)}{"a":1,"a":2}${']'.repeat(50_000)}`;
  expect(() => parseJsonStrictly(deep)).toThrow(expect.objectContaining({ code: 'input.json' }));
  expect(parseJsonStrictly(`{"a": "${'\\"'.repeat(5_000_000)}"}`)).toEqual({ a: '"'.repeat(5_000_000) });
});
