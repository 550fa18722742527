import { expect, test } from 'vitest';
import { createProposal, type Team } from './team.ts';

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
#   message: "{subject} is in a settlement window"
#   remedy: "Wait until it is over."
#   references: [{framework: PCI DSS 4.0, section: 6.5.1}]
#   depends_on: [now]
rules["window_closed"] := result.each([input.now], {found |
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
