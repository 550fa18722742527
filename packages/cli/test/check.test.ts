import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes } from '@gatehouse/contracts';
import type { CheckReport, ReleaseReport } from '@gatehouse/report';
import { describe, expect, test } from 'vitest';
import { createProposal, createTeam, engine, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;

const codes = (report: CheckReport) =>
  [
    ...new Set(
      report.releases.flatMap((one) => one.gates.flatMap((gate) => gate.findings.map(({ code }) => code))),
    ),
  ].sort();

test('a measured release that nobody signed is inconclusive, and says who must sign', async () => {
  const team = createProposal();
  const { code, out } = await team.gate();
  expect(code).toBe(2);
  expect(out).toMatch(/credit-scorer 1\.1\.0 {2}INCONCLUSIVE/);
  expect(out).toMatch(/product 0\/1.*risk 0\/1.*sre 0\/1/);
  expect(out).toMatch(/pnpm gate sign credit-scorer\/1\.1\.0 --role product/);
  const report = await team.check();
  expect(codes(report)).toEqual([
    'checklist.item_unconfirmed',
    'checklist.name_unsigned',
    'checklist.statement_unsigned',
    'signoff.role_missing',
    'validation.evidence_by_author',
    'validation.profile_unmeasured',
    'validation.report_by_author',
    'validation.software_unmeasured',
  ]);
  expect(report.releases.map((one) => one.release)).toEqual([release]);
});

test('the JSON report has the documented shape', async () => {
  const report = await createProposal().check();
  expect(Object.keys(report).sort()).toEqual(
    [
      'base',
      'errors',
      'evaluated_at',
      'governance',
      'head',
      'policy_digest',
      'preview',
      'releases',
      'report_only',
      'rules',
      'schema',
      'verdict',
    ].sort(),
  );
  expect(report).toMatchObject({
    schema: 'gatehouse/check-report@1',
    verdict: 'inconclusive',
    evaluated_at: '2026-11-24T09:00:00Z',
  });
  const gates = report.releases[0]?.gates ?? [];
  expect(gates.map(({ gate }) => gate)).toEqual([
    'checklist',
    'completeness',
    'inventory',
    'lineage',
    'monitoring',
    'parity',
    'review',
    'rollback',
    'service',
    'signoff',
    'validation',
  ]);
  for (const gate of gates) expect(gate.examined).toBeGreaterThan(0);
  const { measured, recorded, signed, said } = (report.releases[0] as ReleaseReport).grounds;
  for (const count of [measured, recorded, signed, said]) expect(count).toBeGreaterThan(0);
  expect(gates.find(({ gate }) => gate === 'signoff')?.findings[0]).toMatchObject({
    code: 'signoff.role_missing',
    severity: 'wait',
    message: expect.any(String),
    remedy: expect.any(String),
    subject: 'product',
    file: `${folder}/release.yaml`,
    line: null,
    column: null,
  });
});

test('--output writes the same report to a file', async () => {
  const team = createProposal();
  await team.gate('--output', 'json=gate.json');
  const report = JSON.parse(readFileSync(join(team.root, 'gate.json'), 'utf8')) as CheckReport;
  expect(report.verdict).toBe('inconclusive');
});

test('where head and base are one commit, every release is judged', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0', 'tumour-triage/1.0.0'] });
  const report = await team.check();
  expect(report.verdict).toBe('inconclusive');
  expect(report.releases.map((one) => one.release)).toEqual(['credit-scorer/1.0.0', 'tumour-triage/1.0.0']);
});

test('a branch that changes no release has nothing to judge, and says so', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'docs');
  team.write('docs/a.md', 'hello\n');
  team.commit('Docs');
  const { code, out } = await team.gate();
  expect(code).toBe(0);
  expect(out).toMatch(/NOTHING TO JUDGE/);
  expect((await team.check('--all')).verdict).toBe('inconclusive');
});

test('names choose releases, and an unknown one is an error', async () => {
  const team = createProposal();
  const chosen = await team.check('credit-scorer/1.0.0', `releases/${release}/release.yaml`);
  expect(chosen.releases.map((one) => one.release)).toEqual(['credit-scorer/1.0.0', release]);
  expect(await team.gate('scorer')).toMatchObject({
    code: 3,
    out: '',
    err: expect.stringMatching(/credit-scorer\/1\.0\.0/),
  });
});

test('--worktree judges what lies there and says that it is a preview', async () => {
  const team = createProposal();
  team.edit(`${folder}/release.yaml`, (text) =>
    text.replace(/^summary: .*$/m, 'summary: TODO say what changes'),
  );
  expect((await team.check()).verdict).toBe('inconclusive');
  const preview = await team.check('--worktree');
  expect(preview).toMatchObject({ verdict: 'blocked', preview: true, head: null });
  expect(codes(preview)).toContain('inventory.placeholder');
  expect((await team.gate('--worktree')).out).toMatch(/PREVIEW/);
});

test('--report-only exits 0 and stamps the report', async () => {
  const team = createProposal();
  const { code, out } = await team.gate('--report-only');
  expect(code).toBe(0);
  expect(out).toMatch(/REPORT ONLY/);
  expect(await team.check('--report-only')).toMatchObject({ report_only: true, verdict: 'inconclusive' });
});

describe('evidence counts only for what it measured', () => {
  const cases: [name: string, change: (team: Team) => void, code: string][] = [
    [
      'an entry removed',
      (team) =>
        team.edit(`${folder}/release.yaml`, (text) => text.replace(/^evidence:[\s\S]*$/m, 'evidence: []\n')),
      'validation.evidence_missing',
    ],
    [
      'a long form changed',
      (team) => team.edit(`${folder}/evidence/performance.json`, (text) => text.replace('"auc"', '"auc" ')),
      'validation.evidence_broken',
    ],
    [
      'a long form with a key twice, pinned as it is',
      (team) => {
        const file = `${folder}/evidence/performance.json`;
        const pinned = digestBytes(team.read(file));
        team.edit(file, (text) => text.replace('{', '{"status": "error",'));
        team.edit(`${folder}/release.yaml`, (text) => text.replace(pinned, digestBytes(team.read(file))));
      },
      'validation.evidence_broken',
    ],
    [
      'a headline embellished',
      (team) => team.edit(`${folder}/release.yaml`, (text) => text.replace(/^( +auc: )0\.\d+/m, '$10.99')),
      'validation.evidence_broken',
    ],
    [
      'the model changed',
      (team) => writeFileSync(join(team.root, folder, 'model/credit-scorer.onnx'), 'other'),
      'validation.input_changed',
    ],
    [
      'the configuration changed',
      (team) =>
        team.edit(`${folder}/release.yaml`, (text) =>
          text.replace(/^( +)threshold: 0\.5/m, '$1threshold: 0.4'),
        ),
      'validation.config_changed',
    ],
  ];
  test.each(cases)('%s', async (_, change, code) => {
    const team = createProposal();
    change(team);
    team.commit('Change');
    const report = await team.check();
    expect(report.verdict).toBe('blocked');
    expect(codes(report)).toContain(code);
  });
});

test('evidence grows old', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'], now: '2028-01-01T00:00:00Z' });
  const report = await team.check();
  expect(report.verdict).toBe('blocked');
  expect(codes(report)).toContain('validation.evidence_old');
});

test('a promoted release stays as it is', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'change');
  team.edit('releases/credit-scorer/1.0.0/model-card.md', (text) => `${text}\nLater thought.\n`);
  team.commit('Change what is promoted');
  expect(codes(await team.check())).toContain('inventory.promoted_changed');
  team.git('rm', '-r', '--quiet', 'releases/credit-scorer/1.0.0');
  team.commit('Delete what is promoted');
  expect(await team.check()).toMatchObject({ verdict: 'blocked', errors: [{ code: 'refused.promoted' }] });
});

test('what happened after the promotion may be added to outcome.yaml', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '-b', 'outcome');
  team.write('releases/credit-scorer/1.0.0/outcome.yaml', 'incidents: []\n');
  team.commit('Outcome');
  expect(codes(await team.check())).not.toContain('inventory.promoted_changed');
});

test('whoever stops reading the output does not change the exit code', () => {
  const { root, home } = createProposal();
  const gate = join(engine, 'packages/cli/dist/gate.mjs');
  const script = '"$0" "$1" --all --format json | true; echo "$PIPESTATUS"';
  const env = { PATH: process.env.PATH ?? '', HOME: home };
  const printed = execFileSync('bash', ['-c', script, process.execPath, gate], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  expect(printed.trim()).toBe('2');
});
