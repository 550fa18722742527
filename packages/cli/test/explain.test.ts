import { stripVTControlCharacters } from 'node:util';
import type { ReleaseExplanation, RuleExplanation } from '@gatehouse/report';
import { expect, test } from 'vitest';
import { type ExplainOptions, explain } from '../src/commands/explain.ts';
import { createHost, createProposal, createTeam, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const promoted = 'credit-scorer/1.0.0';

async function gate(team: Team, what: string, options: ExplainOptions = {}) {
  const outcome = { out: '', err: '' };
  const now = () => new Date(team.env.GIT_COMMITTER_DATE ?? 0);
  const code = await explain(createHost(team.root, team.env, now, outcome), what, options);
  return { code, out: stripVTControlCharacters(outcome.out) };
}

async function data<T>(team: Team, what: string, options: ExplainOptions = {}): Promise<T> {
  return JSON.parse((await gate(team, what, { ...options, format: 'json' })).out) as T;
}

test('a rule is told from its METADATA alone, as the base has it', async () => {
  const team = createProposal();
  const rego = 'policies/gates/validation/evidence.rego';
  team.edit(rego, (text) =>
    text.replace('# title: Evidence is recent', '# title: Evidence is whatever it is'),
  );
  team.commit('The head is only data');
  const { rule, gate: owner, release: seen } = await data<RuleExplanation>(team, 'validation.evidence_old');
  expect({ owner, seen }).toEqual({ owner: { gate: 'validation', title: 'Validation' }, seen: null });
  expect(rule).toMatchObject({
    code: 'validation.evidence_old',
    title: 'Evidence is recent',
    severity: 'block',
    waivable: true,
    message: expect.any(String),
    remedy: expect.stringContaining('gate validate'),
    depends_on: expect.arrayContaining(['evidence']),
  });
  const { code, out } = await gate(team, 'validation.evidence_old');
  expect(code).toBe(0);
  for (const part of [rule.title, rule.description, rule.message, rule.remedy, 'can be waived'])
    expect(out).toContain(part);
});

test('in a release it tells what the rule looked at, where that stands, and what it found', async () => {
  const team = createProposal();
  team.edit(`releases/${release}/release.yaml`, (text) =>
    text.replace('{id: on-call,', '{id: on-call, confirmed_by: margaret, confirmed_on: 2026-01-05,'),
  );
  team.commit('An old confirmation');
  const code = 'checklist.confirmation_old';
  const { release: seen } = await data<RuleExplanation>(team, code, { release });
  expect(seen).toMatchObject({ release, status: 'failed', examined: 29 });
  expect(seen?.facts).toEqual([
    {
      path: 'release.checklists',
      present: true,
      value: expect.stringMatching(/^7 items: operational-readiness, data,/),
      place: { file: `releases/${release}/release.yaml`, line: expect.any(Number), column: 1 },
    },
    { path: 'now', present: true, value: '"2026-11-24T09:00:00Z"', place: null },
  ]);
  expect(seen?.findings).toMatchObject([
    { code, severity: 'block', subject: 'operational-readiness/on-call', line: expect.any(Number) },
  ]);
  const place = seen?.facts[0]?.place;
  const lines = team.read(`releases/${release}/release.yaml`).split('\n');
  expect(lines[(place?.line ?? 0) - 1]).toMatch(/^checklists:/);
  const { out } = await gate(team, code, { release });
  expect(out).toMatch(/in credit-scorer\/1\.1\.0 {2}failed {2}29 examined/);
  expect(out).toMatch(/✗ operational-readiness\/on-call was confirmed on 2026-01-05/);
});

test('a release is derived gate by gate, rule by rule, with its waivers and people, up to the verdict', async () => {
  const team = createProposal();
  team.edit(`releases/${release}/release.yaml`, (text) =>
    text.replace('{id: on-call,', '{id: on-call, confirmed_by: margaret, confirmed_on: 2026-01-05,').replace(
      /^waivers: \[\]/m,
      `waivers:
  - {rule: checklist.confirmation_old, subject: operational-readiness/on-call, reason: Moving, until: 2026-12-31, approver_role: sre}
  - {rule: rollback.rehearsal_old, reason: Just in case, until: 2026-12-31, approver_role: sre}
 `,
    ),
  );
  team.commit('Waive it');
  const derived = await data<ReleaseExplanation>(team, release);
  const report = await team.check(release);
  expect(derived.release).toEqual(report.releases[0]);
  expect(derived.gates.map(({ gate: name, status }) => [name, status])).toEqual(
    report.releases[0]?.gates.map(({ gate: name, status }) => [name, status]),
  );
  expect(derived.release.waivers).toMatchObject([
    { rule: 'checklist.confirmation_old', state: 'used', lifts: ['operational-readiness/on-call'] },
    { rule: 'rollback.rehearsal_old', state: 'unused', lifts: [] },
  ]);
  expect(derived.because).toEqual({
    status: 'waiting',
    codes: ['checklist.item_unconfirmed', 'signoff.role_missing'],
  });
  expect(derived.verdict).toBe('inconclusive');
  const { out } = await gate(team, release);
  const order = [
    '1 facts',
    '2 policy',
    '3 rules',
    'signoff.role_missing',
    '4 waivers',
    '5 sign-offs',
    '7 verdict',
  ];
  expect(order.map((part) => out.indexOf(part))).toEqual(
    order.map((part) => out.indexOf(part)).sort((one, other) => one - other),
  );
  expect(out).toMatch(
    /the worst status is waiting: checklist\.item_unconfirmed, signoff\.role_missing → INCONCLUSIVE\n$/,
  );
});

test('what is promoted is explained as it stands on the base', async () => {
  const team = createProposal();
  const { verdict, head } = await data<ReleaseExplanation>(team, promoted);
  team.git('checkout', '--quiet', 'main');
  expect(verdict).toBe((await team.check(promoted)).verdict);
  expect(head).toBe(team.git('rev-parse', 'main'));
});

test('an unknown word is an error that names what is near', async () => {
  const team = createTeam({ releases: [promoted] });
  const hint = async (what: string, options: ExplainOptions = {}) => {
    const error = await gate(team, what, options).catch((one) => one);
    expect(error).toMatchObject({ code: 'usage.value' });
    return error.hint as string;
  };
  expect(await hint('validation.evidenceold')).toMatch(/Did you mean validation\.evidence_old/);
  expect(await hint('evidence_old')).toBe('Did you mean validation.evidence_old?');
  expect(await hint('rollback')).toMatch(/gate.*rollback\.rehearsal_old/);
  expect(await hint('credit')).toMatch(/credit-scorer\/1\.0\.0/);
  expect(await hint('qqqqqqqq')).toMatch(/Name a rule such as/);
  expect(await hint('credit-scorer/9.9.9')).toMatch(/1\.0\.0/);
  expect(await hint(promoted, { release: promoted })).toMatch(/rule/);
});
