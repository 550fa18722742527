import { parseJsonStrictly } from '@gatehouse/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLargeJson } from '../src/index.ts';

const read = (text: string | Uint8Array, ...leftOut: string[]) =>
  parseLargeJson(Buffer.from(text), 'report.json', new Set(leftOut));

const codeOf = (of: () => unknown) => {
  try {
    of();
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const without = (value: unknown, keys: ReadonlySet<string>, inList = false): unknown => {
  if (Array.isArray(value)) return value.map((one) => without(one, keys, true));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !inList || !keys.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, without(inner, keys)]));
};

const json = fc.jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes('__proto__'));

describe('any value', () => {
  test('is read as JSON.parse reads it, in whatever spacing', () => {
    fc.assert(
      fc.property(json, fc.constantFrom('', ' ', '\t', '  '), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('is read without the members of objects in lists that are left out', () => {
    const key = fc.constantFrom('a', 'b', 'text', 'ü');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.array(tie('tree')),
        fc.dictionary(key, tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const keys = new Set(['text', 'ü']);
        expect(read(JSON.stringify(value), ...keys)).toEqual(without(value, keys));
      }),
    );
  });

  test('with a byte changed is read and refused as by the strict reader', () => {
    const damage = fc.record({ at: fc.nat(), byte: fc.constantFrom(...'{}[]",:\\ 0-.e+tnfu\u0001') });
    fc.assert(
      fc.property(json, damage, (value, { at, byte }) => {
        const text = JSON.stringify(value);
        const damaged =
          text.slice(0, at % (text.length + 1)) + byte + text.slice((at % (text.length + 1)) + 1);
        const strict = codeOf(() => parseJsonStrictly(damaged.toWellFormed()));
        expect(codeOf(() => read(damaged.toWellFormed()))).toBe(strict === 'read' ? 'read' : 'not-json');
        if (strict === 'read')
          expect(read(damaged.toWellFormed())).toEqual(JSON.parse(damaged.toWellFormed()));
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['', 1, 1],
  ['{"a":1,\n "a":2}', 2, 2],
  ['{"a":1,"\\u0061":2}', 1, 8],
  ['{"__proto__":1}', 1, 2],
  ['[1,\n2,]', 2, 3],
  ['{"ü":\n {"b":nul}}', 2, 7],
  ['[1] 2', 1, 5],
  ['"a\nb"', 1, 3],
  ['["\\x"]', 1, 2],
  ['{"text":"\\x"}', 1, 9],
  ['{"text":{"a":1,}}', 1, 16],
  ['[{"text":1,"text":2}]', 1, 12],
  ['[{"text":{"a":1,}}]', 1, 17],
  ['NaN', 1, 1],
  ['01', 1, 1],
])('%j is refused with its place', (text, line, column) => {
  expect(() => read(text, 'text')).toThrow(`report.json, line ${line}, column ${column}: `);
});

test('what is nested too deep, and what is no UTF-8, is refused', () => {
  expect(codeOf(() => read('['.repeat(101)))).toBe('nested-too-deep');
  expect(codeOf(() => read('{"a":'.repeat(100_000), 'a'))).toBe('nested-too-deep');
  expect(codeOf(() => read(new Uint8Array([0x22, 0xff, 0x22])))).toBe('not-utf8');
  expect(read('\ufeff[1]')).toEqual([1]);
});
