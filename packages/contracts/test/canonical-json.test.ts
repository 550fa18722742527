import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digestJson } from '../src/index.ts';

test('the example of RFC 8785, section 3.2.3', () => {
  const value = {
    numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]'),
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('keys are sorted by UTF-16 code units (RFC 8785, section 3.2.3)', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
  expect(Object.keys(JSON.parse(canonicalJson(value)))).toEqual([
    '1',
    '\r',
    '\u0080',
    '\u00f6',
    '\u20ac',
    '\ud83d\ude00',
    '\ufb33',
  ]);
});

test('every code unit is escaped as ECMAScript escapes it, as a value and as a key', () => {
  const units = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
  const told = units.filter((unit) => unit.isWellFormed()).map((unit) => `a${unit}b`);
  expect(told.length).toBe(0x10000 - 0x800);
  expect(told.map(canonicalJson)).toEqual(told.map((text) => JSON.stringify(text)));
  expect(told.map((text) => canonicalJson({ [text]: 0 }))).toEqual(
    told.map((text) => JSON.stringify({ [text]: 0 })),
  );
});

describe('what JSON can not say has no digest', () => {
  const cases = [
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    () => 1,
    Symbol('x'),
    1n,
    new Date(0),
    new Map(),
    '\ud800',
    { a: undefined },
    [undefined],
  ];
  test.each(cases.map((value) => [value]))('%s', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

test('any JSON value comes back as it was, and its digest does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
  expect(digestJson({ a: 1, b: { c: 2, d: 3 } })).toBe(digestJson({ b: { d: 3, c: 2 }, a: 1 }));
});

test('a member named __proto__ is a member like any other', () => {
  expect(canonicalJson(JSON.parse('{"__proto__": 1}'))).toBe('{"__proto__":1}');
});
