import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseTextProto } from '../src/parse-text-proto.ts';
import { checksOf, codeOf, countsOf, fixtures, measure, measureText, valuesOf } from './reports.ts';

const parse = (text: string) => parseTextProto(text, 'x.pbtxt', ['many']);
const plain = (text: string) => JSON.parse(JSON.stringify(parse(text)));

describe('protobuf in text format', () => {
  test.each([
    ['', {}],
    ['a: 1 b: -2.5 c: 1e3f d: WORD e: true f: "x"', { a: 1, b: -2.5, c: 1000, d: 'WORD', e: true, f: 'x' }],
    ['a { b { c: 1 } } d: < e: 2 >', { a: { b: { c: 1 } }, d: { e: 2 } }],
    ['a: 1 a: 2, many: 3; one: [4, 5]', { a: [1, 2], many: [3], one: [4, 5] }],
    ['many { x: 1 }\nmany { x: 2 }', { many: [{ x: 1 }, { x: 2 }] }],
    ['many: []', { many: [] }],
    ['# a comment\na: "b#c" # another\n', { a: 'b#c' }],
    [`a: 'it\\'s' "\\n\\t" '\\303\\251\\x41'`, { a: "it's\n\té" + 'A' }],
    ['a: "{ b: 1 }"', { a: '{ b: 1 }' }],
  ])('%s', (text, value) => {
    expect(plain(text)).toEqual(value);
  });

  test('what is not finite', () => {
    expect(parse('a: nan b: inf c: -inf')).toEqual({ a: Number.NaN, b: Infinity, c: -Infinity });
  });

  test.each([
    'a',
    'a:',
    'a: "open',
    'a { b: 1',
    'a }',
    'a: 1 }',
    'a: 1 2',
    ': 1',
    'a: [1 2]',
    'a: 1x2',
    'a: @',
    '{}',
    'a {'.repeat(200),
    '\x00\x0a\x05',
  ])('is refused: %j', (text) => {
    expect(() => parse(text)).toThrowError(expect.objectContaining({ code: 'not-text-proto' }));
  });
});

describe('TensorFlow Data Validation in text format', () => {
  test.each(['tfdv', 'tfdv-pass', 'tfdv-error'])('%s says the same as its JSON', async (name) => {
    const [text, json] = await Promise.all(
      ['pbtxt', 'json'].map((ending) => measure({ format: 'tfdv', path: `${name}.${ending}`, name })),
    );
    expect(text && checksOf(text).sort()).toEqual(json && checksOf(json).sort());
    expect(text && countsOf(text)).toEqual(json && countsOf(json));
    expect(text && valuesOf(text)).toEqual(json && valuesOf(json));
    expect(text?.examined).toBeGreaterThan(0);
  });

  test('a text that is cut off anywhere but between two fields is refused', async () => {
    const text = readFileSync(join(fixtures, 'tfdv.pbtxt'), 'utf8');
    for (let length = 1; length < text.length - 1; length += 37) {
      const cut = text.slice(0, length);
      if (/^\}\s*$/m.test(cut.slice(-3))) continue;
      expect([length, await codeOf(measureText('tfdv', cut))]).toEqual([length, 'not-text-proto']);
    }
  });

  test('a feature that stands twice, and one that is two severities', async () => {
    const entry = (severity: string) => `anomaly_info { key: "age" value { ${severity} } }`;
    expect(await codeOf(measureText('tfdv', entry('severity: ERROR').repeat(2)))).toBe('duplicate-key');
    const both = entry('severity: WARNING severity: ERROR');
    expect(await codeOf(measureText('tfdv', both))).toBe('unknown-shape');
    expect(countsOf(await measureText('tfdv', entry('')))).toMatchObject({ checks: 1, failed: 1 });
  });

  test('a binary message', async () => {
    expect(await codeOf(measureText('tfdv', Uint8Array.from([10, 5, 3, 97, 103, 101, 18])))).toBe(
      'not-text-proto',
    );
  });
});
