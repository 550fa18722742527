import { join } from 'node:path';
import type { AuditReport, AuditStep } from '@gatehouse/report';
import { expect, test } from 'vitest';
import { createProposal, createSigned, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';

async function promoted(): Promise<Team> {
  const team = await createSigned();
  const { code, err } = await team.gate('promote', release);
  if (code !== 0) throw new Error(err);
  return team;
}

async function audit(
  team: Team,
  ...args: string[]
): Promise<{ code: number; steps: AuditStep[]; report: AuditReport }> {
  const { code, out, err } = await team.gate('audit', '--format', 'json', '--no-cache', ...args);
  if (out === '') throw new Error(err);
  const report = JSON.parse(out) as AuditReport;
  return { code, steps: report.steps, report };
}

const outcome = ({ verdict, reasons }: AuditStep) => [verdict, ...reasons.map(({ code }) => code)];

test('a promotion is proven: who signed, on which digest, by which trust root', async () => {
  const team = await promoted();
  const { code, steps, report } = await audit(team);
  expect(code).toBe(0);
  expect(report.genesis).toMatchObject({ commit: team.git('rev-parse', 'main~1'), pinned: false });
  expect(steps).toMatchObject([
    {
      verdict: 'promoted',
      commit: team.git('rev-parse', 'main'),
      releases: [{ release, verdict: 'ready' }],
      reasons: [],
    },
  ]);
  expect(steps[0]?.releases[0]?.signers.map(({ principal, role }) => `${principal} ${role}`).sort()).toEqual([
    'emmy risk',
    'katherine product',
    'margaret sre',
  ]);
});

test('a pinned genesis is required to be in the history', async () => {
  const team = await promoted();
  const { report } = await audit(team);
  expect((await audit(team, '--genesis', report.genesis.digest)).report.genesis.pinned).toBe(true);
  expect((await team.gate('audit', '--genesis', `sha256:${'0'.repeat(64)}`)).code).toBe(3);
  expect((await team.gate('audit', '--genesis', 'abc')).code).toBe(3);
});

test('a release that was put on main without its sign-offs is a bypass', async () => {
  const team = createProposal();
  const head = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Trust me', head);
  const { code, steps } = await audit(team);
  expect(code).toBe(1);
  expect(outcome(steps[0] as AuditStep)).toEqual(expect.arrayContaining(['bypass', 'signoff.role_missing']));
});

test('squashed, it has lost its sign-offs, and the audit says how', async () => {
  const team = await createSigned();
  const head = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--squash', head);
  team.commit('Squashed');
  const { steps } = await audit(team);
  expect(outcome(steps[0] as AuditStep)).toEqual(expect.arrayContaining(['bypass', 'not-a-merge']));
  expect(steps[0]?.reasons.find(({ code }) => code === 'not-a-merge')?.message).toMatch(
    /release\/credit-scorer/,
  );
});

test('a merge that says it is older than what it merges is a bypass', async () => {
  const team = await createSigned();
  const head = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', 'main');
  team.env.GIT_COMMITTER_DATE = '2026-11-23T09:00:00Z';
  team.git('merge', '--quiet', '--no-ff', '-m', 'Yesterday', head);
  team.env.GIT_COMMITTER_DATE = '2026-11-24T09:00:00Z';
  const { steps } = await audit(team);
  expect(outcome(steps[0] as AuditStep)).toContain('backdated');
});

test('what stands on a trust root that was put there by nobody who may is unverifiable', async () => {
  const team = await createSigned();
  const head = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', 'main');
  team.edit('policies/trust/root.yaml', (text) => text.replace('threshold: 1', 'threshold:  1'));
  team.commit('Only a space');
  team.git('checkout', '--quiet', '-B', 'late', head);
  team.git('merge', '--quiet', '-m', 'Up to date', 'main');
  expect((await team.gate('promote', release)).code).toBe(0);
  const { code, steps } = await audit(team);
  expect(code).toBe(1);
  expect(steps.map(({ verdict }) => verdict)).toEqual(['bypass', 'unverifiable']);
});

test('a commit that changes no release and no governed file is nobody’s business', async () => {
  const team = await promoted();
  team.write('README.md', 'hello\n');
  team.commit('Say hello');
  const { code, steps } = await audit(team);
  expect(code).toBe(0);
  expect(steps.map(({ verdict }) => verdict)).toEqual(['promoted', 'unrelated']);
});

test('with the cache it says the same, and --since shows only what came after', async () => {
  const team = await promoted();
  const first = await team.gate('audit', '--format', 'json');
  expect((await team.gate('audit', '--format', 'json')).out).toBe(first.out);
  const tip = team.git('rev-parse', 'main');
  expect((await audit(team, '--since', tip)).steps).toEqual([]);
  expect((await team.gate('audit', '--since', `${tip}^2`)).code).toBe(3);
});

test('replay makes the decision that the message records, bit for bit', async () => {
  const team = await promoted();
  expect(await team.gate('replay', 'main')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/credit-scorer\/1\.1\.0: ready .*\(as recorded\)/),
  });
  expect((await team.gate('replay', 'main~1')).code).toBe(3);
});

test.each([
  ['never good', [], 'tainted', 1],
  ['good until then', ['--since', 'main'], 'promoted', 0],
] as const)(
  'what a compromised key signed is tainted, and never rewritten: %s',
  async (_name, since, verdict, code) => {
    const team = await promoted();
    team.git('checkout', '--quiet', '-b', 'rotate', 'main');
    team.as('emmy-2');
    team.as('ada');
    const key = join(team.home, 'keys/emmy-2.pub');
    const rotated = await team.gate(
      'trust',
      'rotate',
      'emmy',
      '--key',
      key,
      '--compromised',
      ...since,
      '--reason',
      'lost',
    );
    expect(rotated).toMatchObject({ code: 0, err: '' });
    team.commit('A new key for Emmy');
    team.as('hypatia');
    expect((await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).code).toBe(0);
    expect((await team.gate('promote', 'governance/2')).code).toBe(0);
    const audited = await audit(team);
    expect(audited.steps.map((step) => step.verdict)).toEqual([verdict, 'governance']);
    expect(audited.code).toBe(code);
  },
);
