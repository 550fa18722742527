import { expect, test } from 'vitest';
import { weigh } from '../src/judge-attempt.ts';
import { makeKey } from '../src/keys.ts';
import { allMutants } from '../src/laboratory.ts';
import type { GroupedMutant } from '../src/mutant.ts';

// What whole runs show stands in packages/cli/test/selftest.test.ts.

test('a refusal by another rule is told apart, and so is one that lacks its sign-off', () => {
  const about = { name: 'm', group: 'g', tries: 't', signoff: 'stale', later: ['d'], mutate: () => '' };
  const mutant: GroupedMutant = { ...about, expect: ['a', 'b'] };
  const result = (reasons: string[], signoffs: string[], dated = {}) =>
    weigh(mutant, { reasons, signoffs, dated }).result;
  expect(result(['a'], ['stale'])).toBe('refused');
  expect(result(['b', 'a'], ['author', 'stale'])).toBe('refused');
  expect(result(['b'], ['stale'])).toBe('refused-otherwise');
  expect(result(['a', 'c'], ['stale'])).toBe('refused-otherwise');
  expect(result(['a'], ['expired'])).toBe('refused-otherwise');
  expect(result([], ['stale'])).toBe('got-through');
  expect(result([], ['stale'], { d: '2027-03-01' })).toBe('refused-later');
  expect(result([], ['stale'], { b: '2027-03-01' })).toBe('got-through');
});

test('mutants have names of their own', () => {
  expect(new Set(allMutants.map(({ name }) => name)).size).toBe(allMutants.length);
});

test('keys are keys of OpenSSH', () => {
  expect(makeKey().line).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$/);
});
