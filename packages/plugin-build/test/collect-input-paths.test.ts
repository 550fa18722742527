import { expect, test } from 'vitest';
import { collectInputPaths } from '../src/collect-input-paths.ts';

const path = { type: 'string', format: 'input-path' };

test('finds the files of a configuration wherever the schema has them', () => {
  const schema = {
    $defs: { table: { type: 'object', properties: { path } }, 'a/b': path },
    type: 'object',
    properties: {
      plain: path,
      word: { type: 'string' },
      list: { type: 'array', items: path },
      pair: { type: 'array', prefixItems: [{ type: 'string' }, path], items: path },
      named: { type: 'object', additionalProperties: path },
      matched: { type: 'object', patternProperties: { '^f_': path } },
      deep: { type: 'object', properties: { tables: { type: 'array', items: { $ref: '#/$defs/table' } } } },
      escaped: { $ref: '#/$defs/a~1b' },
      either: { anyOf: [{ type: 'number' }, path] },
      both: { allOf: [{ type: 'string' }, path] },
      one: { oneOf: [path, { type: 'null' }] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      chosen: { if: { type: 'string' }, then: path },
      absent: path,
    },
  };
  const config = {
    plain: 'a',
    word: 'no',
    list: ['b', 'c'],
    pair: ['no', 'd', 'e'],
    named: { x: 'f', 'y.z': 'g' },
    matched: { f_1: 'h', other: 'no' },
    deep: { tables: [{ path: 'i' }, {}] },
    escaped: 'j',
    either: 'k',
    both: 'l',
    one: 'm',
    chosen: 'n',
  };
  expect(collectInputPaths(schema, config)).toEqual([
    { role: 'plain', path: 'a' },
    { role: 'list[0]', path: 'b' },
    { role: 'list[1]', path: 'c' },
    { role: 'pair[1]', path: 'd' },
    { role: 'pair[2]', path: 'e' },
    { role: 'named.x', path: 'f' },
    { role: 'named.y.z', path: 'g' },
    { role: 'matched.f_1', path: 'h' },
    { role: 'deep.tables[0].path', path: 'i' },
    { role: 'escaped', path: 'j' },
    { role: 'either', path: 'k' },
    { role: 'both', path: 'l' },
    { role: 'one', path: 'm' },
    { role: 'chosen', path: 'n' },
  ]);
});

test('the same file may have two roles', () => {
  const schema = { type: 'object', additionalProperties: path };
  expect(collectInputPaths(schema, { a: 'x', b: 'x' })).toEqual([
    { role: 'a', path: 'x' },
    { role: 'b', path: 'x' },
  ]);
});
