import { expect, test } from 'vitest';
import { createTeam, type Team } from './team.ts';

const first = 'credit-scorer/1.1.0';
const last = 'releases/credit-scorer/1.2.0';

/** A team whose budget in the tier high is 40 days, and whose release 1.1.0 went to main with 30 days of waivers. */
function createWaived(on: string): Team {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'], now: `${on}T09:00:00Z` });
  team.edit('policies/data/waivers.yaml', (text) => text.replace(/high: \d+/, 'high: 40'));
  team.commit('A small budget');
  team.git('checkout', '--quiet', '-b', 'first');
  propose(team, `releases/${first}`, until(on, 29));
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Promote', 'first');
  for (const date of ['GIT_AUTHOR_DATE', 'GIT_COMMITTER_DATE']) team.env[date] = '2026-11-24T09:00:00Z';
  return team;
}

function propose(team: Team, folder: string, end: string, change = (text: string) => text): void {
  team.addRelease(first);
  if (folder !== `releases/${first}`) {
    team.git('mv', `releases/${first}`, folder);
    team.git('checkout', 'main', '--', `releases/${first}`);
  }
  const waiver = `{rule: rollback.rehearsal_old, reason: Soon, until: ${end}, approver_role: risk}`;
  team.edit(`${folder}/release.yaml`, (text) =>
    change(text.replace(/^waivers: \[\]/m, `waivers:\n  - ${waiver}\n `)).replace(
      'version: 1.1.0',
      `version: ${folder.split('/')[2]}`,
    ),
  );
  team.commit(`Propose ${folder}`);
}

function until(on: string, days: number): string {
  return new Date(Date.parse(on) + days * 24 * 3600 * 1000).toISOString().slice(0, 10);
}

async function overBudget(team: Team): Promise<string[]> {
  const { releases, errors } = await team.check();
  expect(errors).toEqual([]);
  return releases
    .filter(({ release }) => release === 'credit-scorer/1.2.0')
    .flatMap(({ gates }) => gates.flatMap(({ findings }) => findings))
    .filter(({ code }) => code === 'signoff.waiver_over_budget')
    .map(({ message }) => message);
}

test.each([
  ['within the budget', 9, []],
  ['a day too many', 10, [expect.stringMatching(/41 days of waivers within a year.*the budget is 40/)]],
])('the waivers of earlier promotions count: %s', async (_name, days, messages) => {
  const team = createWaived('2026-10-01');
  team.git('checkout', '--quiet', '-b', 'last');
  propose(team, last, until('2026-11-24', days));
  expect(await overBudget(team)).toEqual(messages);
});

test.each([
  ['a year ago they no longer count', '2025-11-23', []],
  ['a day less, and they do', '2025-11-25', [expect.stringMatching(/70 days/)]],
])('%s', async (_name, on, messages) => {
  const team = createWaived(on);
  team.git('checkout', '--quiet', '-b', 'last');
  propose(team, last, until('2026-11-24', 39));
  expect(await overBudget(team)).toEqual(messages);
});

test('those of another team do not count', async () => {
  const team = createWaived('2026-10-01');
  team.git('checkout', '--quiet', '-b', 'last');
  propose(team, last, until('2026-11-24', 39), (text) => text.replace(/team: [\w-]+/, 'team: others'));
  expect(await overBudget(team)).toEqual([]);
});
