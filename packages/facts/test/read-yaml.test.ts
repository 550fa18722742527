import { describe, expect, test } from 'vitest';
import { readYaml } from '../src/index.ts';

const read = (text: string | Uint8Array) =>
  readYaml(typeof text === 'string' ? Buffer.from(text) : text, 'release.yaml');

test('plain data is read, and every value has its place', () => {
  const yaml = read(
    '# a comment\nname: scorer\nlist:\n  - id: one\n    size: 1.5\n  - {id: two, on: true}\n',
  );
  expect(yaml.value).toEqual({
    name: 'scorer',
    list: [
      { id: 'one', size: 1.5 },
      { id: 'two', on: true },
    ],
  });
  expect(yaml.locate(['name'])).toEqual({ file: 'release.yaml', line: 2, column: 1 });
  expect(yaml.locate(['list', 1, 'on'])).toEqual({ file: 'release.yaml', line: 6, column: 15 });
  expect(yaml.locate(['list', 1, 'absent'])).toEqual({ file: 'release.yaml', line: 6, column: 5 });
});

describe('what could mean two things is refused with its place', () => {
  const bomb = `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*a, *a]`).join('\n')}`;
  const cases: [name: string, text: string, line: number][] = [
    ['an anchor', 'a: &x 1\n', 1],
    ['an alias', 'a: 1\nb: *a\n', 2],
    ['an alias bomb', bomb, 1],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', 3],
    ['a tag', 'a: !!str 1\n', 1],
    ['a custom tag', 'a: 1\nb: !exec ls\n', 2],
    ['a directive', '%YAML 1.1\n---\na: 1\n', 1],
    ['two documents', 'a: 1\n---\nb: 2\n', 2],
    ['an integer beyond 2^53', 'a: 1\nb: 9007199254740993\n', 2],
    ['not a number', 'a: .nan\n', 1],
    ['infinity', 'a: .inf\n', 1],
    ['a merge key that is an alias', 'a: {x: 1}\nb:\n  <<: *a\n', 3],
    ['__proto__', '__proto__: {admin: true}\n', 1],
    ['a list as a key', '? [a, b]\n: 1\n', 1],
    ['a tab as indentation', 'a:\n\tb: 1\n', 2],
    ['an open bracket', 'a: [1, 2\nb: 3\n', 2],
  ];
  test.each(cases)('%s', (_, text, line) => {
    let caught: unknown;
    try {
      read(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'input.yaml', place: { file: 'release.yaml', line } });
  });
});

test('bytes that are not UTF-8 are refused', () => {
  expect(() => read(Uint8Array.from([0x61, 0x3a, 0x20, 0xff]))).toThrowError(
    expect.objectContaining({ code: 'input.not_utf8' }),
  );
});

test('an empty file is null, not an empty mapping', () => {
  expect(read('').value).toBeNull();
});

test('brackets inside brackets without end are refused', () => {
  expect(() => read(`a: ${'['.repeat(200_000)}`)).toThrowError(
    expect.objectContaining({ code: 'input.yaml' }),
  );
});
