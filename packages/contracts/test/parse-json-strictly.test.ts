import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GatehouseError, parseJsonStrictly } from '../src/index.ts';

/** What came of reading: the value, or the error's code and place. */
function read(json: string | Uint8Array) {
  try {
    return { value: parseJsonStrictly(json) };
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    return { code: error.code, ...error.place };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const named = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"__proto__":'));

test('what JSON.stringify writes is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(named, fc.constantFrom('', ' ', '\t', '\n'), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(read(text)).toStrictEqual({ value: JSON.parse(text) });
      expect(read(new TextEncoder().encode(text))).toEqual(read(Buffer.from(text)));
    }),
  );
});

// Texts near JSON: one character of a good one is lost, doubled or replaced.
test('a text is refused if JSON.parse refuses it', () => {
  const sign = fc.constantFrom(...'{}[]:,"\\ 0123456789.eE+-tfnu\n\u0000é');
  fc.assert(
    fc.property(named, fc.nat(), sign, fc.nat(2), (value, where, other, how) => {
      const text = JSON.stringify(value);
      const at = where % text.length;
      const near = text.slice(0, at) + other.repeat(how) + text.slice(at + (how === 2 ? 0 : 1));
      const outcome = read(near);
      if (!isJson(near)) expect(outcome).toMatchObject({ code: 'input.json' });
      else if (!('code' in outcome)) expect(outcome.value).toStrictEqual(JSON.parse(near));
    }),
    { numRuns: 2000 },
  );
});

/** A key as JSON may write it: every character as itself or as an escape. */
const spelt = (key: string, escapes: readonly boolean[]) =>
  `"${[...Array(key.length).keys()]
    .map((at) =>
      escapes[at % escapes.length]
        ? `\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}`
        : JSON.stringify(key[at]).slice(1, -1),
    )
    .join('')}"`;

test('whatever has a key twice in one object is refused, at any depth and however it is spelt', () => {
  const spelling = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 });
  const member = fc.tuple(fc.string(), named);
  fc.assert(
    fc.property(
      ...[fc.string(), named, named, spelling, spelling],
      ...[fc.array(member, { maxLength: 4 }), fc.nat(5)],
      (key, one, other, first, second, between, depth) => {
        const rest = between
          .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)},`)
          .join('');
        const object = `{${spelt(key, first)}:${JSON.stringify(one)},${rest}${spelt(key, second)}:${JSON.stringify(other)}}`;
        const text = `[{"a":`.repeat(depth) + object + '}]'.repeat(depth);
        expect(isJson(text)).toBe(true);
        expect(read(text)).toMatchObject({ code: 'input.json' });
      },
    ),
  );
});

test('the same key in two objects is no doubled key', () => {
  const text = '{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":"a"},"c":["a","a"]}';
  expect(read(text)).toEqual({ value: JSON.parse(text) });
});

describe('the place of a fault, from 1', () => {
  test.each([
    ['{"a":1,"a":2}', 1, 8],
    ['{\n  "a": 1,\n  "b": {"c": 0, "\\u0063": 0}\n}', 3, 17],
    ['{\n"__proto__": {}}', 2, 1],
    ['{"\\u005f_proto__": {}}', 1, 2],
    ['', 1, 1],
    ['{"a":1', 1, 7],
    ['{"a":1,}', 1, 8],
    ['[1,]', 1, 4],
    ['[1 2]', 1, 4],
    ['{"a" 1}', 1, 6],
    ['{a:1}', 1, 2],
    ['[}', 1, 2],
    ['{]', 1, 2],
    ['1 1', 1, 3],
    ['01', 1, 2],
    ['[1.]', 1, 3],
    ['NaN', 1, 1],
    ['\n"a\tb"', 2, 3],
    ['"\\x"', 1, 2],
    ['"open', 1, 1],
    ['truer', 1, 5],
    ['[\u00a01]', 1, 2],
    ['\ufeff1', 1, 1],
  ])('%j', (text, line, column) => {
    expect(read(text)).toEqual({ code: 'input.json', line, column });
  });
});

test('an error does not repeat what stands in the file', () => {
  for (const text of ['{"secret":1,"secret":2}', '{"a": secret}', '"secret'])
    expect(() => parseJsonStrictly(text)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching('secret') }),
    );
});

test('bytes that are not UTF-8 are refused, and a byte order mark is passed over', () => {
  expect(read(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ code: 'input.not_utf8' });
  expect(read(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toEqual({ code: 'input.not_utf8' });
  expect(read(Buffer.from('\ufeff{"a":1}'))).toEqual({ value: { a: 1 } });
});

test('depth costs no stack', () => {
  const deep = 100_000;
  expect(read('['.repeat(deep))).toEqual({ code: 'input.json', line: 1, column: deep + 1 });
  expect(read(`${'{"a":'.repeat(deep)}{"b":1,"b":2}${'}'.repeat(deep)}`)).toMatchObject({
    code: 'input.json',
  });
});
