import { expect, test } from 'vitest';
import { findCompromisedFaults } from '../src/find-compromised-faults.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const reason = 'tampered with';
const keysOf = (...entries: unknown[]) =>
  findCompromisedFaults({ compromised: { entries } }).map(({ key }) => key);

test('no list, an empty one and whole entries have no faults', () => {
  expect(findCompromisedFaults({})).toEqual([]);
  expect(keysOf()).toEqual([]);
  const since = '2026-03-19';
  expect(
    keysOf({ name: 'scanner', versions: ['0.69.4'], reason, since, reference: 'https://example.org' }),
  ).toEqual([]);
  expect(keysOf({ digests: [digest], reason }, { name: 'scanner', reason })).toEqual([]);
});

test.each<[string, unknown]>([
  ['nothing to meet', { reason }],
  ['no reason', { name: 'scanner' }],
  ['a version that YAML takes for a number', { name: 'scanner', versions: [1.1], reason }],
  ['no version in the list', { name: 'scanner', versions: [], reason }],
  ['versions of nothing', { versions: ['1.1'], digests: [digest], reason }],
  ['a digest in short', { digests: ['sha256:abc'], reason }],
  ['a digest by itself', { digests: digest, reason }],
  ['a field that is misspelt', { name: 'scanner', version: '1.1', reason }],
  ['a name that is no text', { name: 5, reason }],
  ['a word', 'scanner'],
])('%s is a fault', (_, entry) => {
  expect(keysOf({ name: 'other', reason }, entry)).toEqual(['compromised.entries.1']);
});

test('a list under another name is a fault, and so is one beside it', () => {
  for (const compromised of [{}, { entry: [] }, [], { entries: [], tools: [] }, { entries: {} }])
    expect(findCompromisedFaults({ compromised }).map(({ key }) => key)).toEqual(['compromised.entries']);
});
