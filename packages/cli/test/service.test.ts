import { expect, test } from 'vitest';
import { expectRefused } from './doors.ts';
import { createSigned, createTeam, type Team } from './team.ts';

const first = 'credit-scorer/1.1.0';
const second = 'releases/credit-scorer/1.2.0';

/** The codes of the gate `service` on what is proposed. */
async function found(team: Team): Promise<string[]> {
  const { releases } = await team.check();
  const gates = releases.flatMap(({ gates }) => gates).filter(({ gate }) => gate === 'service');
  return [...new Set(gates.flatMap(({ findings }) => findings.map(({ code }) => code)))].sort();
}

/** Proposes 1.2.0, a copy of 1.1.0, with another text of how it asks to be judged. */
function proposeNext(team: Team, change: (text: string) => string): void {
  team.as('ada');
  team.git('checkout', '--quiet', '-b', 'next', 'main');
  team.addRelease(first);
  team.git('mv', '--force', `releases/${first}`, second);
  team.git('checkout', 'main', '--', `releases/${first}`);
  team.edit(`${second}/release.yaml`, (text) => change(text.replace('version: 1.1.0', 'version: 1.2.0')));
  team.commit('Propose 1.2.0');
}

const harmless = (text: string) =>
  text
    .replace(/^tier: high/m, 'tier: low')
    .replace(/^profiles: \[finance\]/m, 'profiles: []')
    .replace(/^( {2}(?:personal_data|customer_facing|automated_decisions|regulated)): true/gm, '$1: false');

const all = ['service.profile_dropped', 'service.tier_lowered', 'service.trait_denied'];

test('the next version of what was high is not low by its author\u2019s word, at no door', async () => {
  const team = await createSigned();
  expect((await team.gate('promote', first)).code).toBe(0);
  proposeNext(team, harmless);
  expect(await found(team)).toEqual(all);
  const head = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Promote', head);
  await expectRefused(team, 'service.tier_lowered');
}, 60_000);

test('neither where nobody has listed it: the version before is proof enough', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0', first] });
  team.edit('policies/services.yaml', () => '"*": { least_tier: low }\n');
  team.commit('List nobody');
  proposeNext(team, harmless);
  expect(await found(team)).toEqual([...all, 'service.unlisted']);
});

test('what stays as strict as it was is not told anything', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0', first] });
  proposeNext(team, (text) => text);
  expect(await found(team)).toEqual([]);
});

test('a catalogue with a misspelt field asks less than was meant: nothing is judged by it, and it can be mended', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0', first] });
  team.edit('policies/services.yaml', (text) => text.replace('least_tier: high', 'least_teir: high'));
  team.commit('A typing error');
  proposeNext(team, (text) => text);
  expect(await team.gate()).toMatchObject({
    code: 3,
    err: expect.stringMatching(/least_teir.*policy\.invalid/),
  });
  team.git('checkout', '--quiet', '-b', 'mend', 'main');
  team.edit('policies/services.yaml', (text) => text.replace('least_teir', 'least_tier'));
  team.commit('Mend it');
  const { governance } = await team.check();
  expect(governance?.findings.map(({ code }) => code)).not.toContain('change.policy_broken');
});
