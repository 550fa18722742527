import { beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  compareData,
  decide,
  decideChange,
  openEvaluator,
  type Policy,
  readPolicySources,
} from '../src/index.ts';
import { change, compileOurs, files, ready } from './our-policy.ts';

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
#   ground: said
#   message: "{subject} is in a settlement window"
#   remedy: "Wait until it is over."
#   references: [{framework: PCI DSS 4.0, section: 6.5.1}]
#   depends_on: [now]
rules.window_closed := result.each([input.now], {found |
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
  expect(await settlement(ready.now)).toMatchObject({ count: 12, gate: { status: 'passed', examined: 1 } });
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
    file: 'packs/loans/profiles/finance/finance.yaml',
  });
  expect(await clash('packs/loans/data/quorums.yaml', 'high: {sre: 0}\n')).toMatchObject({
    message: expect.stringContaining('both have data.quorums.high.sre'),
  });
  expect(await clash('packs/loans/data/tiers.yaml', 'low: {practices: []}\n')).not.toBe(null);
}, 60_000);

/** The policies with data of a pack, as it would be joined; and what of it is left out. */
function join(path: string, text: string) {
  const { data } = readPolicySources({ ...files, [`packs/loans/${path}`]: text });
  const { 'packs.misplaced': misplaced, ...joined } = data;
  const left = Object.values((misplaced ?? {}) as Record<string, string[]>).flat();
  return { left, joined, data };
}

const own = readPolicySources(files).data;

test.each([
  ['data/plugins.yaml', 'privacy: {repeats_inputs: true}', 'plugins.privacy.repeats_inputs'],
  ['data/plugins.yaml', 'test-report: {by: {critical: [engineer]}}', 'plugins.test-report.by'],
  ['data/parity.yaml', 'resources: {cpu: {min_share: 0, max_share: 99}}', 'parity.resources.cpu'],
  ['data/parity.yaml', 'versions: {postgres: 1}', 'parity.versions.postgres'],
  ['data/waivers.yaml', 'yearly_days: {extreme: 9999}', 'waivers.yearly_days.extreme'],
  ['data/quorums.yaml', 'extreme: {engineer: 1}', 'quorums.extreme'],
  ['data/quorums.yaml', 'high: {legal: 1}', 'quorums.high.legal'],
  ['data/tiers.yaml', 'easy: {rank: 99, implied_by: [[regulated]]}', 'tiers.easy'],
  ['data/thresholds.yaml', 'metrics: {psi: {n_counts: columns}}', 'thresholds.metrics.psi'],
  ['data/thresholds.yaml', 'metrics: {auc: {n_counts: columns}}', 'thresholds.metrics.auc.n_counts'],
  ['data/thresholds.yaml', 'tiers: {easy: []}', 'thresholds.tiers.easy'],
  ['data/checklists.yaml', 'security: {items: {vault: {roles: [sre]}}}', 'checklists.security.items.vault'],
  ['data/rollback.yaml', 'harmless: {unknown: [major]}', 'rollback.harmless.unknown'],
  ['data/profiles.yaml', 'finance: {at_least: {rollback_steps: 1}}', 'profiles.finance.at_least'],
  ['profiles/finance/finance.yaml', 'at_most: {evidence_days: 999}', 'profiles.finance.at_most'],
  ['data/gates.yaml', 'parity: {rules: {}}', 'gates'],
  ['data/main.yaml', 'decision: {}', 'main'],
])('%s with %s is left out, and told', (path, text, left) => {
  expect(join(path, text)).toMatchObject({ left: [left], joined: own });
});

test('data that the policies ask for and do not have is not a place for a pack', () => {
  const { 'data/rollback.yaml': _, ...rest } = files;
  const { data } = readPolicySources({ ...rest, 'packs/loans/data/rollback.yaml': 'accepted: [proven]\n' });
  expect(data).toMatchObject({ 'packs.misplaced': { 'packs/loans/data/rollback.yaml': ['rollback'] } });
  expect(data).not.toHaveProperty('rollback');
});

test.each([
  ['profiles/loans/loans.yaml', 'title: Loans', { profiles: { loans: { title: 'Loans' } } }],
  ['data/checklists.yaml', 'loans: {items: {}}', { checklists: { loans: { items: {} } } }],
  ['data/plugins.yaml', 'scan: {reads_subject: false}', { plugins: { scan: { reads_subject: false } } }],
  ['data/signals.yaml', 'queue: How long is it?', { signals: { queue: 'How long is it?' } }],
  ['data/frameworks.yaml', 'Ours: {pattern: x}', { frameworks: { Ours: { pattern: 'x' } } }],
  [
    'data/frameworks.yaml',
    'SOC 2: {sections: {P1.1: Notice}}',
    { frameworks: { 'SOC 2': { sections: { 'P1.1': 'Notice' } } } },
  ],
  [
    'data/thresholds.yaml',
    'metrics: {cost: {better: lower}}',
    { thresholds: { metrics: { cost: { better: 'lower' } } } },
  ],
  ['data/loans.json', '{"limit": 5}', { loans: { limit: 5 } }],
])('%s with %s is joined', (path, text, joined) => {
  const { data, left } = join(path, text);
  expect(left).toEqual([]);
  expect(data).toMatchObject(joined);
});

test('what another pack brought is not a place either', () => {
  const { data } = readPolicySources({
    ...files,
    'packs/cards/data/plugins.yaml': 'scan: {reads_subject: false}\n',
    'packs/loans/data/plugins.yaml': 'scan: {by: {high: [engineer]}}\n',
  });
  expect(data).toMatchObject({
    plugins: { scan: { reads_subject: false } },
    'packs.misplaced': { 'packs/loans/data/plugins.yaml': ['plugins.scan.by'] },
  });
});

test('with a pack that adds where it may not, no release is decided, and what mends it can be', async () => {
  const unsound = await compileOurs({ 'packs/loans/data/quorums.yaml': 'high: {legal: 1}\n' });
  const evaluator = openEvaluator();
  onTestFinished(() => evaluator.close());
  evaluator.load(unsound);
  const results = await evaluator.evaluate(ready);
  expect(() => decide(ready, unsound, results)).toThrow(
    expect.objectContaining({
      code: 'policy.invalid',
      place: { file: 'packs/loans/data/quorums.yaml' },
      hint: expect.stringContaining('docs/packs.md'),
    }),
  );
  expect(decideChange(change, unsound, await evaluator.evaluate(change)).verdict).toBe('ready');
  expect(() => compareData(policy.data, unsound.data)).toThrow(
    expect.objectContaining({ code: 'policy.invalid' }),
  );
  expect(compareData(unsound.data, unsound.data)).toEqual([]);
});

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
