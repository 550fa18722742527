import { expect, test } from 'vitest';
import { createProposal, createTeam, type Team } from './team.ts';

const gate = `# METADATA
# title: Settlement
# description: What payments ask on top.
package gates.settlement

import data.lib.finding
import data.lib.result

# METADATA
# title: Nothing is released on the last of a month
# description: Money is settled on that day.
# custom:
#   code: settlement.window_closed
#   severity: block
#   ground: said
#   message: "{subject} is in a settlement window"
#   remedy: "Wait until it is over."
#   references: [{framework: PCI DSS 4.0, section: 6.5.1}]
#   depends_on: [now]
rules.window_closed := result.each([input.now], {found |
	some day in data.settlement.closed
	startswith(input.now, day)
	found := finding.of(input.now, [], {})
})
`;

function addPack(team: Team): void {
  team.write('packs/payments/gates/settlement/settlement.rego', gate);
  team.write('packs/payments/data/settlement.yaml', 'closed: ["2026-11-24"]\n');
  team.write('policies/packs.yaml', 'packs: [payments]\n');
}

const gatesOf = async (team: Team) =>
  (await team.check()).releases[0]?.gates.flatMap(({ gate: name }) => name) ?? [];

test('a pack of the base judges beside its policies', async () => {
  const team = createProposal();
  const branch = team.git('branch', '--show-current');
  team.git('checkout', '--quiet', 'main');
  addPack(team);
  team.commit('Ask for quiet settlement days');
  team.git('checkout', '--quiet', branch);
  team.git('rebase', '--quiet', 'main');
  const report = await team.check();
  expect(report.verdict).toBe('blocked');
  const settlement = report.releases[0]?.gates.find(({ gate: name }) => name === 'settlement');
  expect(settlement?.findings).toMatchObject([{ code: 'settlement.window_closed', severity: 'block' }]);
});

test('a pack that only the head has does not judge, and is a change of governed files', async () => {
  const team = createProposal();
  addPack(team);
  team.commit('Bring a pack');
  expect(await gatesOf(team)).not.toContain('settlement');
  expect((await team.check()).governance).toMatchObject({
    verdict: 'blocked',
    changed: ['packs/', 'policies/'],
  });
});

test.each([
  ['a pack that is not there', 'packs: [loans]\n', 'the pack loans has no file that judges'],
  ['what is no list', 'packs: loans\n', 'policies/packs.yaml is not a list of packs'],
  ['a path', 'packs: [../plugins]\n', 'policies/packs.yaml is not a list of packs'],
  ['another key', 'packs: []\npolicies: []\n', 'policies/packs.yaml is not a list of packs'],
])('%s in the list is an error, never a pack less', async (_, list, message) => {
  const team = createProposal();
  team.git('checkout', '--quiet', 'main');
  team.write('policies/packs.yaml', list);
  team.commit('Choose packs');
  expect(await team.gate('check', '--all')).toMatchObject({ code: 3, err: expect.stringContaining(message) });
});

/** main, with more in it than the proposal knows of yet; and back to the branch of the proposal, rebased. */
function landOnMain(team: Team, change: () => void): void {
  const branch = team.git('branch', '--show-current');
  team.git('checkout', '--quiet', 'main');
  change();
  team.commit('What stood there before this engine');
  team.git('checkout', '--quiet', branch);
  team.git('rebase', '--quiet', 'main');
}

function addMisplaced(team: Team): void {
  addPack(team);
  team.write('packs/payments/data/plugins.yaml', 'test-report: {by: {critical: [engineer]}}\n');
}

test('a pack that adds below what is ours cannot come to the base', async () => {
  const team = createTeam();
  team.git('checkout', '--quiet', '-b', 'pack');
  addMisplaced(team);
  await team.gate('trust', 'bump');
  team.commit('Let engineers vouch for tests');
  const { governance, verdict } = await team.check();
  expect(verdict).toBe('blocked');
  expect(governance?.findings).toContainEqual(
    expect.objectContaining({
      code: 'change.policy_broken',
      message: expect.stringContaining('adds plugins.test-report.by, where a pack may not add'),
    }),
  );
  expect(await team.gate('policy', 'check')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/packs\/payments\/data\/plugins\.yaml[\s\S]*policy\.pack_misplaced/),
  });
}, 120_000);

test('where it stands on the base, no release is judged, and the change that mends it is', async () => {
  const team = createProposal();
  landOnMain(team, () => addMisplaced(team));
  expect(await team.gate('check')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/adds plugins\.test-report\.by[\s\S]*docs\/packs\.md/),
  });
  team.git('checkout', '--quiet', '-b', 'mend', 'main');
  team.git('rm', '--quiet', 'packs/payments/data/plugins.yaml');
  await team.gate('trust', 'bump');
  team.commit('Leave that to the policies');
  team.as('hypatia');
  await team.gate('sign', 'governance/2', '--role', 'governance', '--yes');
  const { governance, verdict } = await team.check();
  expect([verdict, governance?.verdict]).toEqual(['ready', 'ready']);
  expect((await team.gate('promote', 'governance/2')).code).toBe(0);
}, 60_000);

/** finance brings a module of the name of one of ours, in which nearly everybody may confirm, for nearly ever. */
function addLaxModule(team: Team): void {
  const items = 'on-call: {question: "Is it?", roles: [sre, product, engineer], max_age_days: 9999}';
  team.edit('policies/profiles/finance/finance.yaml', (text) =>
    text.replace(/^modules:$/m, `modules:\n  operational-readiness: {items: {${items}}}`),
  );
}

test('a profile with a module of ours cannot come to the base', async () => {
  const team = createTeam();
  team.git('checkout', '--quiet', '-b', 'profile');
  addLaxModule(team);
  await team.gate('trust', 'bump');
  team.commit('Let others confirm');
  expect((await team.check()).governance?.findings).toContainEqual(
    expect.objectContaining({
      code: 'change.policy_broken',
      message: expect.stringContaining('the profile finance has a checklist module operational-readiness'),
    }),
  );
});

test('where it stands on the base, both ask', async () => {
  const team = createProposal();
  team.edit('releases/credit-scorer/1.1.0/release.yaml', (text) =>
    text.replace('{id: on-call,', '{id: on-call, confirmed_by: katherine, confirmed_on: 2026-11-20,'),
  );
  team.commit('Let product confirm who is on call');
  const findings = async () =>
    (await team.check()).releases.flatMap(({ gates }) => gates.flatMap(({ findings: all }) => all));
  const refused = expect.objectContaining({
    code: 'checklist.confirmer_not_permitted',
    subject: 'operational-readiness/on-call',
  });
  expect(await findings()).toContainEqual(refused);
  landOnMain(team, () => addLaxModule(team));
  expect(await findings()).toContainEqual(refused);
});
