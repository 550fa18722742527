import { createHash } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTeam, type Team } from './team.ts';

// As from the day on which evidence must come from others: the rule of the base has no date.
const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;
const byAuthor = 'validation.evidence_by_author';

/** `main` demands independent evidence; a branch of ada's proposes 1.1.0 without what was measured of it. */
function propose(): Team {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.edit('policies/gates/validation/measured_by.rego', (text) =>
    text.replace(/^# {3}effective_on: .*\n/gm, ''),
  );
  team.commit('Who writes does not measure');
  team.git('checkout', '--quiet', '-b', 'release/credit-scorer-1.1.0');
  team.addRelease(release);
  return team;
}

const ids = ['drift', 'overlap', 'performance', 'tests'];
const all = 'tests, performance, drift, overlap';

/** What the rule says. */
async function said(team: Team, rule = byAuthor): Promise<string[]> {
  const report = await team.check();
  const found = report.releases.flatMap(({ gates }) => gates.flatMap(({ findings }) => findings));
  return found.filter(({ code }) => code === rule).map(({ message }) => message);
}

const refused = (items: string, who: string) => [
  `The evidence of ${items} was committed by ${who}; it takes somebody who wrote nothing else of the release`,
];

/** Takes the evidence away, commits what is left as ada, and puts it back for whoever commits it: the reports too, where asked. */
function writeWithout(team: Team, ...reports: string[]): void {
  const whole = team.read(`${folder}/release.yaml`);
  const paths = [...ids.map((id) => `evidence/${id}.json`), ...reports].map((path) => `${folder}/${path}`);
  const evidence = paths.map((path) => [path, team.read(path)]);
  team.write(`${folder}/release.yaml`, whole.replace(/^evidence:\n[\s\S]*$/m, ''));
  for (const [path = ''] of evidence) rmSync(join(team.root, path));
  team.commit('Propose credit-scorer 1.1.0');
  team.write(`${folder}/release.yaml`, whole);
  for (const [path = '', text = ''] of evidence) team.write(path, text);
}

test('who wrote the release does not measure it, and is told so', async () => {
  const team = propose();
  team.commit('Propose credit-scorer 1.1.0, measured');
  expect(await said(team)).toEqual(refused(all, 'ada'));
});

test('somebody else measures what ada wrote: nobody is asked for more', async () => {
  const team = propose();
  writeWithout(team);
  team.as('grace');
  team.commit('Measure credit-scorer 1.1.0');
  expect(await said(team)).toEqual([]);
});

test('figures that the author betters, and pins, are hers', async () => {
  const team = propose();
  writeWithout(team);
  team.as('grace');
  team.commit('Measure credit-scorer 1.1.0');
  team.as('ada');
  const path = `${folder}/evidence/performance.json`;
  const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const before = team.read(path);
  const after = before.replace(/"value": 0\.\d+/, '"value": 0.9999');
  expect(after).not.toBe(before);
  team.write(path, after);
  team.edit(`${folder}/release.yaml`, (text) => text.replace(digest(before), digest(after)));
  team.commit('Measure again');
  expect(await said(team)).toEqual(refused('performance', 'ada'));
});

test('who measures and touches anything else has written it', async () => {
  const team = propose();
  writeWithout(team);
  team.as('grace');
  team.write(`${folder}/notes.md`, 'By the way.\n');
  team.commit('Measure credit-scorer 1.1.0, and a note');
  expect(await said(team)).toEqual(refused(all, 'grace'));
});

test.each([
  ['a bound of the release', (text: string) => text.replace(/min: [\d.]+/, 'min: 0.01')],
  ['its summary', (text: string) => text.replace('summary: >-\n', 'summary: >-\n  Better.\n')],
])('who measures and changes %s has written it', async (_, change) => {
  const team = propose();
  writeWithout(team);
  team.as('grace');
  team.edit(`${folder}/release.yaml`, change);
  team.commit('Measure credit-scorer 1.1.0');
  expect(await said(team)).toEqual(refused(all, 'grace'));
});

test('who wrote a part measures none of it, even in a commit of its own', async () => {
  const team = propose();
  writeWithout(team);
  const [yaml, performance] = [team.read(`${folder}/release.yaml`), `${folder}/evidence/performance.json`];
  team.git('stash', '--quiet', '--include-untracked');
  team.as('grace');
  team.write(`${folder}/notes.md`, 'By the way.\n');
  team.commit('A note');
  team.git('stash', 'pop', '--quiet');
  expect(team.read(`${folder}/release.yaml`)).toBe(yaml);
  expect(team.read(performance)).not.toBe('');
  team.commit('Measure credit-scorer 1.1.0');
  expect(await said(team)).toEqual(refused(all, 'grace'));
});

const reports = ['reports/unit.xml', 'reports/integration.xml', 'reports/provenance.json'];
const reportRule = 'validation.report_by_author';

test('reports that the author wrote are hers, whoever measures them', async () => {
  const team = propose();
  writeWithout(team, 'reports/integration.xml');
  team.as('grace');
  team.commit('Measure credit-scorer 1.1.0');
  expect(await said(team)).toEqual([]);
  expect(await said(team, reportRule)).toEqual([
    'tests read reports/provenance.json, reports/unit.xml; it takes somebody who wrote nothing else of the release to bring that',
  ]);
});

test('who measures brings the reports too, at once or before it', async () => {
  const team = propose();
  writeWithout(team, ...reports);
  team.as('grace');
  team.commit('Measure credit-scorer 1.1.0');
  expect([await said(team), await said(team, reportRule)]).toEqual([[], []]);
});

test('who brings reports and anything else has written it', async () => {
  const team = propose();
  writeWithout(team, ...reports);
  team.as('grace');
  team.write(`${folder}/notes.md`, 'By the way.\n');
  team.commit('Measure credit-scorer 1.1.0, and a note');
  expect(await said(team, reportRule)).toHaveLength(1);
});

test('what the release itself refers to is no report, wherever it lies: who brings it has written it', async () => {
  const team = propose();
  renameSync(join(team.root, folder, 'model-card.md'), join(team.root, folder, 'reports/model-card.md'));
  team.edit(`${folder}/release.yaml`, (text) =>
    text.replaceAll('path: model-card.md', 'path: ./reports/model-card.md'),
  );
  writeWithout(team, ...reports, 'reports/model-card.md');
  team.as('grace');
  team.commit('Measure credit-scorer 1.1.0, and describe it');
  expect(await said(team)).toEqual(refused(all, 'grace'));
});
