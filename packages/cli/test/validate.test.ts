import { createHash } from 'node:crypto';
import { existsSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProposal, createTeam, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;

const codes = async (team: Team) => {
  const report = await team.check('--worktree', release);
  return report.releases.flatMap(({ gates }) =>
    gates.flatMap(({ findings }) => findings.map(({ code }) => code)),
  );
};

test('real plugins measure real files, and the evidence is believed', async () => {
  const team = createProposal();
  rmSync(join(team.root, folder, 'evidence'), { recursive: true });
  team.edit(`${folder}/release.yaml`, (text) => text.replace(/^evidence:[\s\S]*$/m, ''));
  expect(await codes(team)).toContain('validation.evidence_missing');
  const { code, out, err } = await team.gate('validate', release);
  expect({ code, out: out.split('\n')[0] }).toEqual({ code: 0, out: '4 measured, 0 unchanged.' });
  expect(err).toMatch(/performance: 1113 examined; accuracy 0\.8041, f1 0\.6051, auc 0\.8438/);
  expect(err).toMatch(/drift: 1114 examined; columns 15, psi_max 0\.01/);
  expect(err).toMatch(/tests: 63 examined/);
  expect(new Set(await codes(team))).toEqual(
    new Set([
      'checklist.item_unconfirmed',
      'checklist.name_unsigned',
      'checklist.statement_unsigned',
      'signoff.role_missing',
      'validation.profile_unmeasured',
      'validation.software_unmeasured',
    ]),
  );
});

test('only what has changed is measured again', async () => {
  const team = createProposal();
  const before = team.read(`${folder}/release.yaml`);
  expect((await team.gate('validate', release)).out).toMatch(/^0 measured, 4 unchanged/);
  expect(team.read(`${folder}/release.yaml`)).toBe(before);
  editReport(team, (text) => text.replace('<testcase', '<!-- again --><testcase'));
  expect((await team.gate('validate', release)).out).toMatch(/^1 measured, 3 unchanged/);
  expect((await team.gate('validate', release, '--again', '--only', 'tests')).out).toMatch(
    /^1 measured, 0 unchanged/,
  );
});

test('comments and every other byte of release.yaml stay', async () => {
  const team = createProposal();
  team.edit(`${folder}/release.yaml`, (text) =>
    text.replace(/^summary:/m, '# a remark   with odd   spaces\nsummary:'),
  );
  const spec = (text: string) => text.slice(0, text.indexOf('\nevidence:'));
  const before = spec(team.read(`${folder}/release.yaml`));
  expect((await team.gate('validate', release, '--again', '--only', 'tests')).code).toBe(0);
  expect(spec(team.read(`${folder}/release.yaml`))).toBe(before);
});

test('what can not be measured becomes an error entry, which is not a bad measurement', async () => {
  const team = createProposal();
  truncateSync(join(team.root, folder, 'data/holdout.parquet'), 5000);
  writeFileSync(join(team.root, folder, 'reports/unit.xml'), '<testsuite><testcase name="a">');
  rmSync(join(team.root, folder, 'data/production-window.parquet'));
  const { code, out, err } = await team.gate('validate', release);
  expect(code).toBe(1);
  expect(out).toMatch(/^0 measured, 0 unchanged, 4 could not be measured/);
  expect(err.match(/^✗ /gm)).toHaveLength(4);
  expect((await codes(team)).filter((one) => one === 'validation.evidence_error')).toHaveLength(4);
});

test('a later failure outweighs an earlier pass', async () => {
  const team = createProposal();
  editReport(team, (text) =>
    text.replace(/(<testcase[^>]*?)\s*\/>/, '$1><failure message="wrong"/></testcase>'),
  );
  expect((await team.gate('validate', release)).code).toBe(0);
  expect(await codes(team)).toContain('validation.tests_failed');
});

test('a promoted release is not measured again', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const refused = { code: 3, err: expect.stringMatching(/refused\.promoted/) };
  expect(await team.gate('validate', 'credit-scorer/1.0.0')).toMatchObject({ code: 0 });
  expect(await team.gate('validate', 'credit-scorer/1.0.0', '--again')).toMatchObject(refused);
  team.edit('releases/credit-scorer/1.0.0/reports/unit.xml', (text) => `${text}\n`);
  expect(await team.gate('validate', 'credit-scorer/1.0.0')).toMatchObject(refused);
});

test('an unknown validation, and a release without any', async () => {
  const team = createProposal();
  expect(await team.gate('validate', release, '--only', 'speed')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/tests, performance, drift/),
  });
  await team.gate('new', 'churn', '1.0.0');
  expect(await team.gate('validate', 'churn/1.0.0')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/nothing to measure/),
  });
  expect(existsSync(join(team.root, 'releases/churn/1.0.0/evidence'))).toBe(false);
});

test('no plugin may use more memory than the machine has', async () => {
  const team = createProposal();
  const { code, err } = await team.gate('validate', release, '--again', '--only', 'performance');
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^✓ /) });
  team.memory = 64;
  const small = await team.gate('validate', release, '--again', '--only', 'performance');
  expect(small.code).toBe(1);
  expect(small.err).toMatch(/✗ .* used more than 64 MB.*\(memory\)/);
});

/** Another report, and provenance that names it. */
function editReport(team: Team, change: (text: string) => string): void {
  const sha256 = () =>
    createHash('sha256')
      .update(team.read(`${folder}/reports/unit.xml`))
      .digest('hex');
  const before = sha256();
  team.edit(`${folder}/reports/unit.xml`, change);
  team.edit(`${folder}/reports/provenance.json`, (text) => text.replace(before, sha256()));
}
