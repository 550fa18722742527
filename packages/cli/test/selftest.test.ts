import { openBase, openCommit } from '@gatehouse/facts';
import { openRepository } from '@gatehouse/git';
import { expect, test } from 'vitest';
import { exitCodeOf, selftest } from '../src/commands/selftest.ts';
import { surroundings } from '../src/open-run.ts';
import { type Outcome, weigh } from '../src/selftest/judge-attempt.ts';
import { makeKey } from '../src/selftest/keys.ts';
import { allMutants, openLaboratory } from '../src/selftest/laboratory.ts';
import type { Mutant } from '../src/selftest/mutant.ts';
import { signoffMutants } from '../src/selftest/mutants/sign-offs.ts';
import { readSubject } from '../src/selftest/subject.ts';
import { cache, createHost, createTeam, type Team } from './team.ts';

function hostOf(team: Team) {
  const printed = { out: '', err: '' };
  const env = { PATH: process.env.PATH ?? '', HOME: team.home, XDG_CACHE_HOME: cache };
  return { printed, host: createHost(team.root, env, () => new Date('2026-11-24T09:00:00Z'), printed) };
}

async function runSelftest(team: Team, release?: string): Promise<{ code: number; outcomes: Outcome[] }> {
  const { host, printed } = hostOf(team);
  const code = await selftest(host, release, { format: 'json' });
  return { code, outcomes: JSON.parse(printed.out).outcomes };
}

/** The sign-off mutants alone, on the policies of a team. */
async function attack(team: Team, mutants: readonly Mutant[]): Promise<Outcome[]> {
  const { host } = hostOf(team);
  const repository = await openRepository(team.root, surroundings(host));
  const commit = await repository.resolve('main');
  const base = await openBase(await openCommit(repository, commit), commit);
  const laboratory = await openLaboratory(host, repository, base);
  try {
    const subject = await readSubject(base, 'releases/credit-scorer/1.0.0');
    return await laboratory.attack(await laboratory.prepare(subject), mutants);
  } finally {
    await laboratory.close();
    repository.close();
  }
}

// It judges some ninety histories: what is slow on a busy machine is not wrong.
const patience = { timeout: 90_000 };

test('every attack is refused, each for the reason that it was made for', patience, async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const refs = team.git('for-each-ref');
  const { code, outcomes } = await runSelftest(team);
  expect(outcomes.filter(({ result }) => result !== 'refused')).toEqual([]);
  expect(outcomes).toHaveLength(allMutants.length);
  expect(code).toBe(0);
  expect(team.git('for-each-ref')).toBe(refs);
  expect(team.git('status', '--porcelain')).toBe('');
});

test('with a rule taken out, attacks get through, and the selftest says which', patience, async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.edit('policies/gates/signoff/signoff.rego', (text) =>
    text.replace('not count(signers(role)) >= needs[role]', 'false'),
  );
  team.commit('A rule that never finds anything');
  const outcomes = await attack(team, signoffMutants);
  const through = outcomes.filter(({ result }) => result === 'got-through').map(({ name }) => name);
  expect(through).toContain('a sign-off is missing');
  expect(through).toContain('a perfect message without a signature');
  expect(through).not.toContain('one person with two keys');
  expect(exitCodeOf(outcomes)).toBe(1);
});

test('policies under which nothing can be promoted can not be tested', patience, async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.edit('policies/data/tiers.yaml', (text) => text.replaceAll(/evidence_days: \d+/g, 'evidence_days: 0'));
  team.commit('Evidence is old at once');
  await expect(selftest(hostOf(team).host, undefined, {})).rejects.toMatchObject({
    code: 'refused.not_ready',
  });
});

test('a refusal for another reason is a failure, and so is one that lacks its sign-off', () => {
  const mutant: Mutant = { name: 'm', tries: 't', expect: ['a', 'b'], signoff: 'stale', mutate: () => '' };
  const result = (reasons: string[], signoffs: string[]) => weigh(mutant, { reasons, signoffs }).result;
  expect(result(['a'], ['stale'])).toBe('refused');
  expect(result(['b', 'a'], ['author', 'stale'])).toBe('refused');
  expect(result(['b'], ['stale'])).toBe('refused-otherwise');
  expect(result(['a', 'c'], ['stale'])).toBe('refused-otherwise');
  expect(result(['a'], ['expired'])).toBe('refused-otherwise');
  expect(result([], ['stale'])).toBe('got-through');
});

test('a selftest that tried nothing has not passed', () => {
  const one = { name: 'm', tries: 't', reasons: [], signoffs: [], note: 'why' };
  expect(exitCodeOf([])).not.toBe(0);
  expect(exitCodeOf([{ ...one, result: 'not-tried' }])).not.toBe(0);
  expect(
    exitCodeOf([
      { ...one, result: 'refused' },
      { ...one, result: 'refused-otherwise' },
    ]),
  ).toBe(1);
});

test('mutants have names of their own', () => {
  expect(new Set(allMutants.map(({ name }) => name)).size).toBe(allMutants.length);
});

test('keys are keys of OpenSSH', () => {
  expect(makeKey().line).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$/);
});
