import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createTeam } from './team.ts';

test('a new release has every part explained, is readable, and is blocked by what it leaves open', async () => {
  const team = createTeam();
  const made = await team.gate('new', 'churn', '2.0.0', '--tier', 'high', '--profile', 'finance', '--branch');
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(team.git('branch', '--show-current')).toBe('release/churn-2.0.0');
  const text = team.read('releases/churn/2.0.0/release.yaml');
  for (const part of [
    'artifacts',
    'datasets',
    'feature_stores',
    'pipelines',
    'lineage',
    'work_items',
    'expectations',
    'validations',
    'checklists',
    'documents',
    'environments',
    'rollback',
    'monitoring',
    'review',
    'waivers',
  ]) {
    expect(text).toMatch(new RegExp(`^${part}:`, 'm'));
  }
  expect(text).toMatch(/^name: churn$/m);
  expect(text).toMatch(/^tier: high$/m);
  expect(text).toMatch(/^profiles: \[finance\]$/m);
  const report = await team.check('--worktree');
  expect(report).toMatchObject({ verdict: 'blocked', errors: [] });
  expect(report.releases.map(({ release }) => release)).toEqual(['churn/2.0.0']);
});

test('what the catalogue of services says of a name is filled in', async () => {
  const team = createTeam();
  expect((await team.gate('new', 'tumour-triage', '2.0.0')).code).toBe(0);
  const { owner, tier, profiles, traits } = parse(team.read('releases/tumour-triage/2.0.0/release.yaml'));
  expect({ team: owner.team, tier, profiles, traits }).toEqual({
    team: 'pathology-ai',
    tier: 'critical',
    profiles: ['healthcare'],
    traits: {
      personal_data: true,
      customer_facing: false,
      automated_decisions: false,
      regulated: true,
      safety_critical: true,
    },
  });
  const service = (await team.check('--worktree')).releases[0]?.gates.find(({ gate }) => gate === 'service');
  expect(service).toMatchObject({ status: 'passed', findings: [] });
});

test('a catalogue with faults fills in nothing: the gate says what is wrong with it', async () => {
  const team = createTeam();
  team.write(
    'policies/services.yaml',
    'churn: {least_tier: high, profiles: finance, traits: {regulated: true}}\n',
  );
  expect((await team.gate('new', 'churn', '2.0.0')).code).toBe(0);
  expect(parse(team.read('releases/churn/2.0.0/release.yaml'))).toMatchObject({
    tier: 'medium',
    profiles: [],
  });
});

test('a release that is there is not written over', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const before = team.read('releases/credit-scorer/1.0.0/release.yaml');
  expect(await team.gate('new', 'credit-scorer', '1.0.0')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/refused\.exists/),
  });
  expect(team.read('releases/credit-scorer/1.0.0/release.yaml')).toBe(before);
});

test('a version that looks like a number stays text', async () => {
  const team = createTeam();
  expect((await team.gate('new', 'churn', '1.10')).code).toBe(0);
  expect((await team.check('--worktree')).releases.map(({ release }) => release)).toEqual(['churn/1.10']);
});
