import { expect, test } from 'vitest';
import { createProposal, signAll, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const glass = [
  '--break-glass',
  '--reason',
  'customers are refused by mistake',
  '--until',
  '2026-11-27',
  '--yes',
];

async function breakGlass(team: Team, person: string, role: string) {
  team.as(person);
  return team.gate('sign', release, '--role', role, ...glass);
}

async function broken(): Promise<Team> {
  const team = createProposal();
  await breakGlass(team, 'margaret', 'sre');
  await breakGlass(team, 'emmy', 'risk');
  return team;
}

test('two people let a release go, and every output says so', async () => {
  const team = createProposal();
  expect((await breakGlass(team, 'margaret', 'sre')).code).toBe(0);
  expect((await team.check()).verdict).toBe('inconclusive');
  expect(await breakGlass(team, 'emmy', 'risk')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/BREAK THE GLASS as emmy[\s\S]*break-glass/),
  });
  const { code, out } = await team.gate();
  expect(code).toBe(0);
  expect(out).toMatch(/BREAK GLASS/);
  expect(out).toMatch(/emmy and margaret broke the glass, until 2026-11-27/);
});

test('it needs a reason and an end, another than the author, and a role that may', async () => {
  const team = createProposal();
  team.as('emmy');
  expect((await team.gate('sign', release, '--role', 'risk', '--break-glass', '--yes')).code).toBe(3);
  expect((await breakGlass(team, 'ada', 'engineer')).code).toBe(3);
  team.as('margaret');
  const long = ['--break-glass', '--reason', 'long', '--until', '2027-11-27', '--yes'];
  await team.gate('sign', release, '--role', 'sre', ...long);
  await breakGlass(team, 'emmy', 'risk');
  const report = await team.check();
  expect(report.verdict).toBe('inconclusive');
  expect(report.releases[0]?.gates.flatMap(({ findings }) => findings)).toContainEqual(
    expect.objectContaining({ code: 'signoff.break_glass_unfit', subject: 'margaret' }),
  );
});

test('after its end it lets nothing go', async () => {
  const team = await broken();
  team.env.GIT_COMMITTER_DATE = '2026-11-28T09:00:00Z';
  expect((await team.check()).verdict).not.toBe('break-glass');
});

test('the next version of the name is blocked until one who governs has ratified it', async () => {
  const team = await broken();
  team.as('ada');
  expect((await team.gate('promote', release)).code).toBe(0);
  expect(await team.gate('audit')).toMatchObject({
    code: 2,
    out: expect.stringMatching(/BREAK-GLASS[\s\S]*unratified/),
  });

  team.git('checkout', '--quiet', '-b', 'next', 'main');
  team.git('mv', `releases/${release}`, 'releases/credit-scorer/1.2.0');
  team.git('checkout', 'main', '--', `releases/${release}`);
  team.edit('releases/credit-scorer/1.2.0/release.yaml', (text) =>
    text.replace('version: 1.1.0', 'version: 1.2.0'),
  );
  team.commit('Propose 1.2.0');
  const unratified = async () =>
    (await team.check()).releases[0]?.gates
      .flatMap(({ findings }) => findings)
      .filter(({ code }) => code === 'signoff.break_glass_unratified')
      .map(({ subject }) => subject);
  expect(await unratified()).toEqual([release]);

  team.as('emmy');
  expect((await team.gate('sign', release, '--role', 'risk', '--ratify', '--yes')).code).toBe(3);
  team.as('hypatia');
  expect((await team.gate('sign', release, '--role', 'governance', '--ratify', '--yes')).code).toBe(0);
  expect(await unratified()).toEqual([]);

  // Ratified it stays, once that is on main: also when the one who ratified has left.
  team.git('checkout', '--quiet', 'main');
  team.git('checkout', '--quiet', '-b', 'ratify', 'main');
  team.git('cherry-pick', '--allow-empty', '-S', 'next');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Ratify', 'ratify');
  expect((await team.gate('audit')).out).toMatch(/ratified by hypatia/);

  // Withdrawn it is none, whenever that comes.
  team.git('checkout', '--quiet', '-b', 'regret', 'main');
  const withdraw = ['sign', release, '--role', 'governance', '--withdraw', '--yes'];
  team.as('hypatia');
  expect(await team.gate(...withdraw)).toMatchObject({ code: 0, err: '' });
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Withdraw', 'regret');
  expect((await team.gate('audit')).out).toMatch(/nobody has ratified it/);
  team.git('checkout', '--quiet', 'next');
  team.git('rebase', '--quiet', '--onto', 'main', 'next~2', 'next~1');
  expect(await unratified()).toEqual([release]);
});

test('a promotion in the usual way is not called broken glass', async () => {
  const team = createProposal();
  await signAll(team);
  expect((await team.gate()).out).not.toMatch(/glass/i);
});
