import { createHash } from 'node:crypto';
import { openBase, openCommit } from '@gatehouse/facts';
import { openRepository } from '@gatehouse/git';
import { surroundings } from '@gatehouse/judge';
import {
  allMutants,
  type GroupedMutant,
  type Outcome,
  openLaboratory,
  readSubject,
} from '@gatehouse/selftest';
import { expect, test } from 'vitest';
import { exitCodeOf, selftest } from '../src/commands/selftest.ts';
import { cache, createHost, createTeam, type Team } from './team.ts';

function hostOf(team: Team) {
  const printed = { out: '', err: '' };
  const env = { PATH: process.env.PATH ?? '', HOME: team.home, XDG_CACHE_HOME: cache };
  return { printed, host: createHost(team.root, env, () => new Date('2026-11-24T09:00:00Z'), printed) };
}

interface Run {
  code: number;
  release: string | null;
  unplayable: string[];
  outcomes: Outcome[];
}

async function runSelftest(team: Team, release?: string): Promise<Run> {
  const { host, printed } = hostOf(team);
  const code = await selftest(host, release, { format: 'json' });
  return { code, ...JSON.parse(printed.out) };
}

const namesOf = (outcomes: readonly Outcome[], result: Outcome['result']) =>
  outcomes.filter((one) => one.result === result).map(({ name }) => name);

/** The sign-off mutants alone, on the policies of a team. */
async function attack(team: Team, mutants: readonly GroupedMutant[]): Promise<Outcome[]> {
  const { host } = hostOf(team);
  const repository = await openRepository(team.root, surroundings(host));
  const commit = await repository.resolve('main');
  const base = await openBase(await openCommit(repository, commit), commit);
  const laboratory = await openLaboratory(host, repository, base);
  try {
    const subject = await readSubject(base, 'releases/credit-scorer/1.0.0');
    return await laboratory.attack(await laboratory.prepare(subject), mutants);
  } finally {
    await laboratory.close();
    repository.close();
  }
}

// It judges some ninety histories: what is slow on a busy machine is not wrong.
const patience = { timeout: 300_000 };

test('every attack is refused, each for the reason that it was made for', patience, async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const refs = team.git('for-each-ref');
  const { code, outcomes } = await runSelftest(team);
  const others = outcomes.filter(({ result }) => result !== 'refused');
  expect(Object.fromEntries(others.map(({ name, result }) => [name, result]))).toEqual({
    // The release names people, as it was done before: a name is refused from the day on which it has to be signed.
    ...Object.fromEntries(allMutants.filter(({ later }) => later).map(({ name }) => [name, 'refused-later'])),
    'what a promoted release has outside of its folder is swapped': 'not-tried',
  });
  expect(outcomes).toHaveLength(allMutants.length);
  expect(code).toBe(0);
  expect(team.git('for-each-ref')).toBe(refs);
  expect(team.git('status', '--porcelain')).toBe('');
});

test('with a rule taken out, attacks get through, and the selftest says which', patience, async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.edit('policies/gates/signoff/signoff.rego', (text) =>
    text.replace('not count(signers(role)) >= needs[role]', 'false'),
  );
  team.commit('A rule that never finds anything');
  const outcomes = await attack(
    team,
    allMutants.filter(({ group }) => group === 'sign-offs'),
  );
  const through = namesOf(outcomes, 'got-through');
  expect(through).toContain('a sign-off is missing');
  expect(through).toContain('a perfect message without a signature');
  expect(through).not.toContain('one person with two keys');
  expect(exitCodeOf(outcomes)).toBe(1);
});

test('policies under which nothing can be promoted cannot be tested, and it says why', patience, async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.edit('policies/data/tiers.yaml', (text) => text.replaceAll(/evidence_days: \d+/g, 'evidence_days: 0'));
  team.commit('Evidence is old at once');
  const { code, release, unplayable, outcomes } = await runSelftest(team);
  expect([code, release]).toEqual([2, null]);
  // The release of the team, and both examples.
  expect(unplayable).toEqual(Array(3).fill(expect.stringContaining('validation.evidence_old')));
  expect(namesOf(outcomes, 'not-tried')).toHaveLength(allMutants.length);
  const { host, printed } = hostOf(team);
  expect(await selftest(host, 'credit-scorer/1.0.0', {})).toBe(2);
  expect(printed.out).toMatch(
    /nothing could be played[\s\S]*validation\.evidence_old[\s\S]*Nothing was tested/,
  );
});

/** A service in the tier low, whose files lie outside of its folder, without documents or a model. */
async function addService(team: Team): Promise<void> {
  const image = '{"image": "billing"}\n';
  const digest = createHash('sha256').update(image).digest('hex');
  team.write('services/billing/image.json', image);
  team.write(
    'services/billing/unit.xml',
    '<testsuite name="unit" tests="1" failures="0"><testcase name="rounds" classname="unit" time="0.1"/></testsuite>\n',
  );
  team.write(
    'releases/billing/1.0.0/release.yaml',
    `schema: gatehouse/release@1
name: billing
version: 1.0.0
summary: Invoices are rounded to the cent.
owner: {team: billing, contact: ada}
tier: low
profiles: []
traits:
  {personal_data: false, customer_facing: false, automated_decisions: false, regulated: false, safety_critical: false}
artifacts: [{id: service, kind: service, version: 1.0.0, path: ../../../services/billing/image.json, digest: "sha256:${digest}"}]
work_items: [{id: B-1, title: Round to cents, status: closed}]
validations: [{id: tests, plugin: test-report, subject: service, config: {reports: [../../../services/billing/unit.xml]}}]
checklists: [{module: operational-readiness, items: [{id: on-call, confirmed_by: ada, confirmed_on: 2026-11-17}]}]
rollback:
  target: {version: none, how: Switch the flag off.}
  triggers: [{metric: errors, threshold: above 1 %, window: 5 minutes}]
  steps: [{step: Switch it off, owner: ada}]
monitoring:
  dashboards: [{id: errors, source: "https://dashboards.example/billing", covers: [errors]}]
  alerts: [{id: errors, signal: errors, condition: above 1 %, runbook: "https://wiki.example/billing"}]
review: {business_impact: Invoices are right to the cent.}
`,
  );
  expect((await team.gate('validate', 'billing/1.0.0')).code).toBe(0);
}

test(
  'one person, one role and one service in the tier low: green, and it says what it could not play',
  patience,
  async () => {
    const team = createTeam();
    await addService(team);
    team.edit('policies/trust/root.yaml', (text) =>
      text
        .replace(/^ {2}(?!ada:)\w+: .*\n/gm, '')
        .replace('role: governance', 'role: engineer')
        .replace('roles: [engineer]', 'roles: [engineer, sre]'),
    );
    team.commit('Billing');
    const { code, release, outcomes } = await runSelftest(team);
    expect([code, release]).toEqual([0, 'billing/1.0.0']);
    expect(namesOf(outcomes, 'got-through')).toEqual([]);
    expect(namesOf(outcomes, 'refused-otherwise')).toEqual([]);
    expect(namesOf(outcomes, 'refused')).toContain('an artifact of no bytes');
    // The tier takes names for an answer, asks nobody who measured, for no document, and not of what a report is.
    const later = allMutants
      .filter((mutant) => mutant.later && !mutant.later.includes('validation.report_old'))
      .map(({ name }) => name);
    expect(namesOf(outcomes, 'not-tried').sort()).toEqual(
      [
        ...later,
        'one person with two keys',
        'evidence by somebody who may not measure',
        'a release that its author did not sign',
        'a release by somebody whom nobody knows',
        'a document outside of the folder is changed after signing',
        'a release that rests on its outcome',
        'the next version is harmless by its own word',
        'the next version drops its profiles',
        'the next version denies what it touches',
      ].sort(),
    );
  },
);

test('policies that a team has made stricter, and what happened since: green', patience, async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0', 'credit-scorer/1.1.0'] });
  const data = (name: string, from: string | RegExp, to: string) =>
    team.edit(`policies/data/${name}.yaml`, (text) => text.replace(from, to));
  data('quorums', /^high: .*$/m, 'high: { engineer: 2, legal: 1 }');
  data('break_glass', /people: 2\nroles: .*/, 'people: 3\nroles: [security]');
  data('rollback', '[proven, genesis]', '[proven]');
  data('tiers', /evidence_days: \d+/g, 'evidence_days: 1');
  team.write('policies/packs.yaml', 'packs: [ours]\n');
  team.write('packs/ours/profiles/ours/ours.yaml', 'title: Ours\nleast_tier: low\nquorum: {security: 1}\n');
  team.write(
    'releases/credit-scorer/1.0.0/outcome.yaml',
    `schema: gatehouse/outcome@1
name: credit-scorer
version: 1.0.0
summary: It was down for a day.
incidents: [{id: down, on: 2026-11-23, severity: major, summary: It was down.}]
learnings: [{id: slow, learning: It starts slowly., status: open}]
`,
  );
  team.write('releases/scorer/0.1.0/release.yaml', 'schema: *none\n');
  team.commit('Stricter');
  const { code, release, outcomes } = await runSelftest(team);
  expect([code, release]).toEqual([0, 'credit-scorer/1.0.0']);
  expect(namesOf(outcomes, 'not-tried')).toEqual([
    'what a promoted release has outside of its folder is swapped',
  ]);
  expect(namesOf(outcomes, 'refused-otherwise')).toEqual([
    'one person with two keys',
    'a merge that is dated ahead',
  ]);
  expect(namesOf(outcomes, 'got-through')).toEqual([]);
});

test('where nobody may break the glass, only strangers are tried', patience, async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.edit('policies/data/break_glass.yaml', (text) => text.replace(/roles: .*/, 'roles: []'));
  team.commit('Nobody breaks the glass');
  const outcomes = await attack(
    team,
    allMutants.filter(({ group }) => group === 'break-glass'),
  );
  expect(namesOf(outcomes, 'refused')).toEqual(['strangers break the glass']);
  expect(exitCodeOf(outcomes)).toBe(0);
});

test('red where something got through, no pass where nothing of a kind was tried', () => {
  const one = { name: 'm', group: 'g', tries: 't', reasons: [], signoffs: [], note: 'why' };
  const code = (...results: Outcome['result'][]) => exitCodeOf(results.map((result) => ({ ...one, result })));
  expect(code()).toBe(2);
  expect(code('not-tried')).toBe(2);
  expect(code('refused', 'not-tried')).toBe(0);
  expect(code('refused', 'refused-otherwise')).toBe(0);
  expect(code('refused', 'got-through', 'not-tried')).toBe(1);
  expect(
    exitCodeOf([
      { ...one, result: 'refused' },
      { ...one, group: 'other', result: 'not-tried' },
    ]),
  ).toBe(2);
});
