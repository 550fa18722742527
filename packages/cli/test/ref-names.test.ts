import { join } from 'node:path';
import type { AuditReport } from '@gatehouse/report';
import { expect, test } from 'vitest';
import { createProposal, createSigned, type Outcome, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';

/** A commit whose policies ask nobody to sign, as a branch of mallory's would bring it. */
function forgeBase(team: Team): string {
  team.git('checkout', '--quiet', '--detach', 'main');
  team.write('policies/data/quorums.yaml', 'low: {}\nmedium: {}\nhigh: {}\ncritical: {}\n');
  const forged = team.commit('Nobody has to sign');
  team.git('checkout', '--quiet', 'release/credit-scorer-1.1.0');
  return forged;
}

const ambiguous = { code: 3, out: '', err: expect.stringMatching(/git\.ref/) };

test("an attacker's tag does not become the base", async () => {
  const team = createProposal();
  const main = team.git('rev-parse', 'refs/heads/main');
  const forged = forgeBase(team);
  team.git('update-ref', 'refs/remotes/origin/main', main);
  expect((await team.check('--base', 'origin/main')).base).toBe(main);
  const tags = ['main', 'origin/main', 'heads/main', 'refs/heads/main', 'refs/remotes/origin/main', 'HEAD'];
  for (const tag of tags) {
    team.git('update-ref', `refs/tags/${tag}`, forged);
  }
  expect(team.git('rev-parse', 'origin/main')).toBe(forged);

  for (const name of ['main', 'origin/main', 'heads/main', 'HEAD']) {
    expect(await team.gate('--base', name), name).toMatchObject(ambiguous);
    expect(await team.gate('--head', name), name).toMatchObject(ambiguous);
    expect(await team.gate('explain', release, '--base', name), name).toMatchObject(ambiguous);
    expect(await team.gate('signoffs', release, '--base', name), name).toMatchObject(ambiguous);
    expect(await team.gate('forecast', '--base', name), name).toMatchObject(ambiguous);
    expect(await team.gate('trust', 'check', '--base', name), name).toMatchObject(ambiguous);
  }
  // What names the base fully, or not at all, is as it was.
  const head = team.git('rev-parse', 'refs/heads/release/credit-scorer-1.1.0');
  for (const args of [
    [],
    ['--base', 'refs/remotes/origin/main'],
    ['--base', 'refs/heads/main'],
    ['--base', main],
  ]) {
    expect(await team.check(...args)).toMatchObject({ base: main, head, verdict: 'inconclusive' });
  }
});

test('no tag stands in for a main that is not there', async () => {
  const team = createProposal();
  const main = team.git('rev-parse', 'main');
  const forged = forgeBase(team);
  for (const tag of ['main', 'refs/heads/main', 'refs/remotes/origin/main']) {
    team.git('update-ref', `refs/tags/${tag}`, forged);
  }
  team.git('update-ref', '-d', 'refs/heads/main');
  expect(team.git('rev-parse', 'refs/heads/main')).toBe(forged);
  const noBase = { code: 3, err: expect.stringMatching(/config\.no_base/) };
  expect(await team.gate()).toMatchObject(noBase);
  expect(await team.gate('audit')).toMatchObject(noBase);
  expect(await team.gate('selftest')).toMatchObject(noBase);
  expect(await team.gate('backtest')).toMatchObject(noBase);
  expect(await team.gate('trust', 'check')).toMatchObject(noBase);
  expect(await team.gate('promote', release)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/git\.ref/),
  });
  team.git('update-ref', 'refs/remotes/origin/main', main);
  expect((await team.check()).base).toBe(main);
});

test('where there is no repository, that is what is said', async () => {
  const team = createProposal();
  expect(await team.gate('--repo', team.home)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/config\.not_a_repository/),
  });
});

test('history is that of main, whatever else has its name', async () => {
  const team = await createSigned();
  const before = team.git('rev-parse', 'main');
  // What a forger would have audited instead: the state before, of which there is nothing bad to say.
  team.git('tag', 'main', before);
  team.git('tag', 'HEAD', before);
  expect((await team.gate('promote', release)).code).toBe(0);
  const main = team.git('rev-parse', 'refs/heads/main');
  expect(team.git('rev-parse', `${main}^1`)).toBe(before);
  team.git('tag', main.slice(0, 12), before);
  const tipOf = ({ out }: Outcome) => (JSON.parse(out) as AuditReport).tip;
  expect(tipOf(await team.gate('audit', '--format', 'json'))).toBe(main);
  expect(tipOf(await team.gate('audit', '--format', 'json', '--branch', 'refs/heads/main'))).toBe(main);
  for (const name of ['main', main.slice(0, 12)]) {
    for (const command of [
      ['audit', '--branch'],
      ['audit', '--since'],
      ['backtest', '--since'],
      ['replay'],
    ]) {
      expect(await team.gate(...command, name), `${command} ${name}`).toMatchObject(ambiguous);
    }
  }
  expect((await team.gate('replay', main)).code).toBe(0);
  expect((await team.gate('replay', 'refs/heads/main')).code).toBe(0);
  expect((await team.gate('replay', main.slice(0, 14))).code).toBe(0);
});

test("a clone that fetched an attacker's tags judges by the branch", async () => {
  const team = createProposal();
  const main = team.git('rev-parse', 'main');
  const forged = forgeBase(team);
  team.git('tag', 'origin/main', forged);
  const clone = join(team.home, 'clone');
  team.git('clone', '--quiet', team.root, clone);
  const base = async (...args: string[]) => (await team.check('--repo', clone, ...args)).base;
  expect(await base()).toBe(main);
  expect(await base('--base', 'refs/remotes/origin/main')).toBe(main);
  expect(await team.gate('--repo', clone, '--base', 'origin/main')).toMatchObject(ambiguous);
});
