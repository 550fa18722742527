import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { decide, openEvaluator, type Policy } from '../src/index.ts';
import { compileOurs, ready } from './our-policy.ts';

// A team's own pack beside the policies of this repository.
const pack = {
  'packs/payments/gates/settlement/settlement.rego': `# METADATA
# title: Settlement
# description: What payments ask on top.
package gates.settlement

import data.lib.finding
import data.lib.result
import data.lib.windows

# METADATA
# title: The release is not in a settlement window
# description: Nothing changes while money is settled.
# custom:
#   code: settlement.window_closed
#   severity: block
#   message: "{subject} is in a settlement window"
#   remedy: "Wait until it is over."
#   references: [{framework: PCI DSS 4.0, section: 6.5.1}]
#   depends_on: [now]
rules["window_closed"] := result.each([input.now], {found |
	some from, to in windows.closed
	from <= input.now
	input.now < to
	found := finding.of(input.now, [], {})
})
`,
  'packs/payments/lib/windows.rego': 'package lib.windows\n\nclosed := data.settlement.windows\n',
  'packs/payments/data/settlement.yaml': 'windows:\n  "2026-11-30T22:00:00Z": "2026-12-01T02:00:00Z"\n',
  'packs/payments/data/checklists.yaml': 'settlement: {title: Settlement, version: 1, items: {}}\n',
  'packs/payments/profiles/payments/payments.yaml': 'title: Payments\nleast_tier: high\n',
  'packs/payments/gates/settlement/settlement_test.rego': 'package gates.settlement_test\n',
};

const problem = (more: Record<string, string>) =>
  compileOurs(more).then(
    () => null,
    ({ code, message, place }) => ({ code, message, file: place?.file }),
  );

let policy: Policy;
beforeAll(async () => {
  policy = await compileOurs(pack);
}, 30_000);

test('a pack adds a gate, a library, data and a profile, and all of them judge', async () => {
  const evaluator = openEvaluator();
  onTestFinished(() => evaluator.close());
  evaluator.load(policy);
  const settlement = async (now: string) => {
    const facts = { ...ready, now };
    const { gates } = decide(facts, policy, await evaluator.evaluate(facts));
    return { count: gates.length, gate: gates.find(({ gate }) => gate === 'settlement') };
  };
  expect(await settlement(ready.now)).toMatchObject({ count: 11, gate: { status: 'passed', examined: 1 } });
  expect((await settlement('2026-11-30T23:00:00Z')).gate).toMatchObject({
    status: 'failed',
    findings: [{ code: 'settlement.window_closed', severity: 'block' }],
  });
  expect(policy.data).toMatchObject({
    profiles: { payments: { title: 'Payments' }, finance: {} },
    checklists: { settlement: { version: 1 } },
  });
});

test('what two packs both have is an error that names both', async () => {
  const clash = (file: string, text: string) => problem({ ...pack, [file]: text });
  const gate = pack['packs/payments/gates/settlement/settlement.rego'];
  expect(await clash('packs/loans/gates/settlement/other.rego', gate)).toEqual({
    code: 'policy.invalid',
    message: 'packs/loans and packs/payments both have gates.settlement',
    file: 'packs/payments/gates/settlement/settlement.rego',
  });
  expect(await clash('packs/loans/gates/parity/parity.rego', 'package gates.parity\n')).toMatchObject({
    message: 'policies and packs/loans both have gates.parity',
  });
  expect(await clash('packs/loans/lib/people.rego', 'package lib.people\n')).toMatchObject({
    message: 'policies and packs/loans both have lib.people',
  });
  expect(await clash('packs/loans/profiles/finance/finance.yaml', 'title: Ours\n')).toMatchObject({
    message: expect.stringContaining('both have data.profiles.finance.title'),
  });
  expect(await clash('packs/loans/data/quorums.yaml', 'high: {}\nnew: {risk: 1}\n')).toBe(null);
  expect(await clash('packs/loans/data/quorums.yaml', 'high: {sre: 0}\n')).toMatchObject({
    message: expect.stringContaining('both have data.quorums.high.sre'),
  });
  expect(await clash('packs/loans/data/tiers.yaml', 'low: {practices: []}\n')).not.toBe(null);
}, 60_000);

test('a pack can not reach into what is not its own', async () => {
  const wrong = (path: string, text: string) => problem({ [`packs/loans/${path}`]: text });
  expect(await wrong('main.rego', 'package main\n')).toMatchObject({ code: 'policy.invalid' });
  expect(await wrong('gates/loans/loans.rego', '# package gates.loans\npackage gates.signoff\n')).toEqual({
    code: 'policy.invalid',
    message: 'the package of packs/loans/gates/loans/loans.rego has to be gates.loans, as its path says',
    file: 'packs/loans/gates/loans/loans.rego',
  });
  expect(await wrong('gates/loans/deep/er.rego', 'package gates.loans.deep\n')).toMatchObject({
    message: 'packs/loans/gates/loans/deep/er.rego is neither gates/<gate>/<file>.rego nor lib/<name>.rego',
  });
  expect(await wrong('lib/loans.rego', 'package lib.loans\nx := \n')).toMatchObject({
    file: 'packs/loans/lib/loans.rego',
  });
});

test('a gate of a pack that has no rules, or no METADATA, is an error', async () => {
  expect(
    await problem({ 'packs/loans/gates/loans/loans.rego': 'package gates.loans\n\nrules := {}\n' }),
  ).toMatchObject({
    code: 'policy.invalid',
  });
});
