import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../src/parse-json.ts';

const codeOf = (text: string) => {
  try {
    return { value: parseJson(text, 'r.json') };
  } catch (error) {
    return (error as { code: string }).code;
  }
};

// An integer that JSON.parse rounds is rounded here too.
const written = (value: unknown) =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part));

const resultOf = (read: () => unknown) => {
  try {
    return written(read());
  } catch {
    return undefined;
  }
};

const messageOf = (text: string) => {
  try {
    parseJson(text, 'r.json');
    return 'read';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('what JSON.parse reads is read alike', () => {
  test('any value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(written(parseJson(spaced, 'r.json'))).toBe(written(JSON.parse(spaced)));
      }),
    );
  });

  test('and what it refuses is refused: cut, doubled or changed at any place', () => {
    const characters = [...'{}[]",:0-+.eE\\u1 \n\tx/'];
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', ...characters), (json, at, put) => {
        const place = at % (json.length + 1);
        const text = json.slice(0, place) + put + json.slice(place + 1);
        const mine = codeOf(text);
        if (mine === 'duplicate-key') return;
        const theirs = resultOf(() => JSON.parse(text));
        expect(mine === 'not-json' ? undefined : written((mine as { value: unknown }).value)).toBe(theirs);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    '',
    ' ',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    "'a'",
    '"\\x"',
    '"\t"',
    '[1,]',
    '{"a":1,}',
    '[,1]',
    '{a:1}',
  ])('not JSON: %s', (text) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(codeOf(text)).toBe('not-json');
  });
});

describe('what it falsifies is not', () => {
  test('NaN and infinities, as Python writes them', () => {
    expect(parseJson('[NaN, Infinity, -Infinity, "NaN", 1e999]', 'r.json')).toEqual([
      Number.NaN,
      Infinity,
      -Infinity,
      'NaN',
      Infinity,
    ]);
    for (const text of ['nan', 'inf', '-NaN', '+Infinity', 'NaNs', 'None', 'True'])
      expect(codeOf(text)).toBe('not-json');
  });

  test('integers that a double can not hold', () => {
    const text = '[9007199254740991, 9007199254740993, -9007199254740993, 1e20, 100000000000000000000]';
    expect(parseJson(text, 'r.json')).toEqual([
      9007199254740991,
      9007199254740993n,
      -9007199254740993n,
      1e20,
      1e20,
    ]);
  });

  test('a key that stands twice, and one that is called __proto__', () => {
    expect(codeOf('{"a": 1, "b": {"a": 2}}')).toMatchObject({ value: { a: 1 } });
    expect(codeOf('{"a": 1, "\\u0061": 2}')).toBe('duplicate-key');
    const value = parseJson('{"__proto__": {"success": true}}', 'r.json') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect('success' in value).toBe(false);
  });

  test('nesting has an end', () => {
    expect(codeOf(`${'['.repeat(100)}${']'.repeat(100)}`)).toHaveProperty('value');
    expect(codeOf('['.repeat(101))).toBe('nested-too-deep');
    expect(codeOf('{"a":'.repeat(1_000_000))).toBe('nested-too-deep');
  });
});

test.each([
  ['{\n  "a": 1,\n  "b": tru\n}', 'r.json, line 3, column 8: a JSON value is expected'],
  ['{\n  "a": 1,\n  "a": 2\n}', 'r.json, line 3, column 3: the key stands twice in one object'],
  ['[1, 2', 'r.json, line 1, column 6: the text ends too early'],
  ['["cut', 'r.json, line 1, column 6: the text ends inside of a string'],
  ['[1 2]', 'r.json, line 1, column 4: `,` is expected'],
  ['{} {}', 'r.json, line 1, column 4: there is more after the end of the JSON value'],
])('an error says where: %j', (text, message) => {
  expect(messageOf(text)).toBe(message);
});
