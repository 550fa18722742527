import { stripVTControlCharacters } from 'node:util';
import type { ForecastEvent, ForecastReport } from '@gatehouse/report';
import { expect, test } from 'vitest';
import { type ForecastOptions, forecast } from '../src/commands/forecast.ts';
import { createHost, createProposal, createSigned, createTeam, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const promoted = 'credit-scorer/1.0.0';

async function gate(team: Team, names: string[], options: ForecastOptions = {}) {
  const outcome = { out: '', err: '' };
  const now = () => new Date(team.env.GIT_COMMITTER_DATE ?? 0);
  const code = await forecast(createHost(team.root, team.env, now, outcome), names, options);
  return { code, out: stripVTControlCharacters(outcome.out) };
}

async function report(team: Team, names: string[] = [], options: ForecastOptions = {}) {
  const { out } = await gate(team, names, { ...options, format: 'json' });
  return JSON.parse(out) as ForecastReport;
}

const brief = ({ date, in_days, code, change }: ForecastEvent) => [date, in_days, code, change?.to ?? null];

test('evidence and confirmations age: the first red day is the one on which the gate says so', async () => {
  const team = await createSigned();
  team.env.GIT_COMMITTER_DATE = '2027-01-20T12:00:00Z';
  const { releases, events } = await report(team, [release], { days: '10' });
  expect(releases).toEqual([
    {
      release,
      promoted: false,
      verdicts: [
        { date: '2027-01-20', in_days: 0, verdict: 'ready' },
        { date: '2027-01-23', in_days: 3, verdict: 'blocked' },
      ],
    },
  ]);
  expect(events.map(brief)).toEqual([['2027-01-23', 3, 'validation.evidence_old', 'failed']]);
  expect(events[0]).toMatchObject({
    change: { from: 'passed' },
    causes: [],
    findings: [
      { subject: 'drift' },
      { subject: 'overlap' },
      { subject: 'performance' },
      { subject: 'tests' },
    ],
  });
  team.env.GIT_COMMITTER_DATE = '2027-01-22T23:59:59Z';
  expect((await team.check(release)).verdict).toBe('ready');
  team.env.GIT_COMMITTER_DATE = '2027-01-23T00:00:00Z';
  expect((await team.check(release)).verdict).toBe('blocked');
});

test('sign-offs, keys and delegations end, in the release and in the trust root itself', async () => {
  const team = createProposal();
  team.git('checkout', '--quiet', 'main');
  team.edit('policies/trust/root.yaml', (text) => {
    const lent = `delegations:\n  - {from: katherine, to: grace, role: product, path: releases/credit-scorer, until: 2026-12-12}\n`;
    return `${text.replace(/(emmy: .*keys: )\[(.*)\]/, '$1[{ssh: $2, until: 2026-12-10}]')}${lent}`;
  });
  team.commit('Keys and roles that end');
  team.git('checkout', '--quiet', '-');
  team.git('merge', '--quiet', '--message', 'Up to date', 'main');
  for (const [person, role, ...more] of [
    ['grace', 'product'],
    ['margaret', 'sre', '--until', '2026-12-05'],
    ['emmy', 'risk'],
  ] as const) {
    team.as(person);
    expect(await team.gate('sign', release, '--role', role, '--yes', ...more)).toMatchObject({ code: 0 });
  }
  const { releases, events } = await report(team, [release]);
  expect(releases[0]?.verdicts.map(({ date, verdict }) => [date, verdict])).toEqual([
    ['2026-11-24', 'ready'],
    ['2026-12-06', 'inconclusive'],
  ]);
  // What they confirmed along with it ends too.
  const ofSigning = events.filter(({ code }) => !code?.startsWith('checklist.'));
  const open = events.filter(({ code }) => code === 'checklist.item_unconfirmed');
  expect(open.map(({ date }) => date)).toEqual(['2026-12-06', '2026-12-11', '2026-12-13']);
  expect(ofSigning.map((event) => [event.release, ...brief(event)])).toEqual([
    [release, '2026-12-06', 12, 'signoff.role_missing', 'waiting'],
    [null, '2026-12-11', 17, 'trust.key_ends', null],
    [release, '2026-12-11', 17, 'signoff.role_missing', 'waiting'],
    [null, '2026-12-13', 19, 'trust.delegation_ends', null],
    [release, '2026-12-13', 19, 'signoff.role_missing', 'waiting'],
  ]);
  const causes = ofSigning.map((event) => event.causes.join('; '));
  expect(causes[0]).toMatch(/of margaret as sre ends/);
  expect(causes[1]).toMatch(/of emmy ends on 2026-12-10; emmy then has no key$/);
  expect(causes[2]).toMatch(/of emmy as risk ends/);
  expect(causes[4]).toMatch(/of grace as product ends.*product is no longer lent to grace/);
});

test('a waiver ends, and until then it is what holds', async () => {
  const team = createProposal();
  team.env.GIT_COMMITTER_DATE = '2027-02-05T09:00:00Z';
  team.edit(`releases/${release}/release.yaml`, (text) =>
    text
      .replace('{id: staging-mirrors-production,', '$& confirmed_by: margaret, confirmed_on: 2026-11-09,')
      .replace(
        /^waivers: \[\]/m,
        'waivers:\n  - {rule: checklist.confirmation_old, reason: Holidays, until: 2027-02-10, approver_role: risk}\n ',
      ),
  );
  team.commit('Waive it');
  const { events } = await report(team, [release], { days: '9' });
  const old = events.filter(({ code }) => code === 'checklist.confirmation_old');
  expect(old.map(brief)).toEqual([
    ['2027-02-08', 3, 'checklist.confirmation_old', 'waived'],
    ['2027-02-11', 6, 'checklist.confirmation_old', 'failed'],
  ]);
  expect(old[1]?.causes).toEqual(['the waiver ends on 2027-02-10']);
});

test('on main it looks at what is promoted: rules that become effective, and what turns red again', async () => {
  const team = createTeam({ releases: [promoted] });
  team.edit('policies/data/tiers.yaml', (text) => text.replaceAll(/evidence_days: \d+/g, 'evidence_days: 0'));
  team.edit('policies/data/checklists.yaml', (text) =>
    text.replace(/(on-call:[\s\S]*?max_age_days: )\d+/, '$15'),
  );
  team.edit('policies/gates/validation/evidence.rego', (text) =>
    text.replace('code: validation.evidence_old', '$&\n#   effective_on: "2026-12-01"'),
  );
  team.edit(`releases/${promoted}/release.yaml`, (text) =>
    text.replace(/(id: on-call, confirmed_by: margaret, confirmed_on: )[\d-]+/, '$12026-11-27'),
  );
  team.commit('A confirmation that is planned, and a rule that is announced');
  const { releases, events } = await report(team, [], { days: '14' });
  expect(releases).toMatchObject([{ release: promoted, promoted: true }]);
  expect(events.map(brief)).toEqual([
    ['2026-12-01', 7, 'validation.evidence_old', 'failed'],
    ['2026-12-03', 9, 'checklist.confirmation_old', 'failed'],
  ]);
  expect(events[0]).toMatchObject({
    change: { from: 'warned' },
    causes: ['the rule blocks from 2026-12-01'],
  });
  expect(releases[0]?.verdicts.map(({ date, verdict }) => [date, verdict])).toEqual([
    ['2026-11-24', 'blocked'],
    ['2026-11-27', 'inconclusive'],
    ['2026-12-01', 'blocked'],
  ]);
  const { code, out } = await gate(team, [], { days: '14' });
  expect(code).toBe(0);
  expect(out).toMatch(
    /✗ 2026-12-01 \(in 7 days\) {2}credit-scorer\/1\.0\.0 {2}validation\.evidence_old: the rule/,
  );
});

test('a rule that retires is announced, and blocks no longer', async () => {
  const team = createTeam({ releases: [promoted] });
  team.edit('policies/data/tiers.yaml', (text) => text.replaceAll(/evidence_days: \d+/g, 'evidence_days: 0'));
  team.edit('policies/gates/validation/evidence.rego', (text) =>
    text.replace('code: validation.evidence_old', '$&\n#   retires_on: "2026-12-01"'),
  );
  team.commit('A rule that retires');
  const { releases, events } = await report(team, [], { days: '14' });
  expect(events.filter(({ code }) => code === 'validation.evidence_old').map(brief)).toEqual([
    ['2026-12-01', 7, 'validation.evidence_old', 'retired'],
  ]);
  expect(events[0]?.causes).toEqual(['the rule retires on 2026-12-01: it only tells']);
  expect(releases[0]?.verdicts.map(({ date, verdict }) => [date, verdict])).toEqual([
    ['2026-11-24', 'blocked'],
    ['2026-12-01', 'inconclusive'],
  ]);
});

test('what can not be judged is an error, and the others are still forecast', async () => {
  const team = createTeam({ releases: [promoted] });
  team.write('releases/broken/1.0.0/release.yaml', 'schema: [');
  team.commit('Not YAML');
  const { code, out } = await gate(team, [], { days: '1', format: 'json' });
  expect(code).toBe(3);
  expect(JSON.parse(out)).toMatchObject({
    releases: [{ release: promoted }],
    errors: [{ release: 'broken/1.0.0', code: 'input.yaml' }],
  });
  for (const days of ['0', '-1', '1.5', 'soon', '5000'])
    await expect(gate(team, [], { days })).rejects.toMatchObject({ code: 'usage.value' });
});
