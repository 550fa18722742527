import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProposal, createSigned, signAll, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';

/** The digest of its model, which no other version has. */
const digestOf = (team: Team): string =>
  parse(team.read(`releases/${release}/release.yaml`)).artifacts[0].digest;

async function createPromoted(): Promise<{ team: Team; digest: string }> {
  const team = await createSigned();
  const digest = digestOf(team);
  expect((await team.gate('promote', release)).code).toBe(0);
  return { team, digest };
}

async function judged(team: Team, digest: string): Promise<{ code: number; because: string[] }> {
  const { code, out, err } = await team.gate('stands', digest, '--format', 'json');
  if (out === '') throw new Error(err);
  const { releases } = JSON.parse(out) as { releases: { release: string; because: string }[] };
  return { code, because: releases.filter((one) => one.release === release).map((one) => one.because) };
}

test('what was promoted, and is what it was, may be deployed: by the digest with or without its prefix', async () => {
  const { team, digest } = await createPromoted();
  expect(await judged(team, digest)).toEqual({ code: 0, because: ['its promotion is proven'] });
  const { code, out } = await team.gate('stands', digest.slice('sha256:'.length).toUpperCase());
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(/^✓ credit-scorer\/1\.1\.0 \(\S+\), 2026-11-24 by [0-9a-f]{10}: /),
  ]);
});

test('what only a branch has is not promoted', async () => {
  const team = await createSigned();
  expect(await judged(team, digestOf(team))).toEqual({ code: 1, because: [] });
});

test('what went around the gate does not stand', async () => {
  const team = createProposal();
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Trust me', 'release/credit-scorer-1.1.0');
  expect(await judged(team, digestOf(team))).toEqual({ code: 1, because: ['no sign-off of it counts'] });
});

test('too few sign-offs are no promotion, although those that are there hold', async () => {
  const team = createProposal();
  team.as('katherine');
  expect((await team.gate('sign', release, '--role', 'product', '--yes')).code).toBe(0);
  const head = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Trust us', head);
  const { code, because } = await judged(team, digestOf(team));
  expect(code).toBe(1);
  expect(because[0]).not.toBe('its promotion is proven');
});

test('what was there before the gate was promoted by nobody', async () => {
  const team = createProposal();
  const { artifacts } = parse(team.read('releases/credit-scorer/1.0.0/release.yaml'));
  const { code, out } = await team.gate('stands', artifacts[0].digest);
  expect([code, out]).toEqual([1, expect.stringContaining('it was there before the gate')]);
});

test('what was rolled back does not stand', async () => {
  const { team, digest } = await createPromoted();
  team.write(
    `releases/${release}/outcome.yaml`,
    'schema: gatehouse/outcome@1\nname: credit-scorer\nversion: 1.1.0\nsummary: It went wrong\n' +
      'rollback: {on: 2026-11-24, to: 1.0.0, reason: it declined everybody}\n',
  );
  team.commit('What came of it');
  expect(await judged(team, digest)).toEqual({ code: 1, because: ['it was rolled back on 2026-11-24'] });
});

test('files that were changed since are not what was promoted', async () => {
  const { team, digest } = await createPromoted();
  team.edit(`releases/${release}/release.yaml`, (text) => `${text}# a word more\n`);
  team.commit('A word more');
  expect((await judged(team, digest)).code).toBe(1);
});

test('an approval that was withdrawn since, and is missed, takes the promotion with it', async () => {
  const { team, digest } = await createPromoted();
  team.git('checkout', '--quiet', '-b', 'regret', 'main');
  team.as('margaret');
  const why = ['--withdraw', '--reason', 'It leaks.', '--yes'];
  expect((await team.gate('sign', release, '--role', 'sre', ...why)).code).toBe(0);
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Withdrawn', 'regret');
  expect(await judged(team, digest)).toEqual({
    code: 1,
    because: ['an approval of it was withdrawn since (sre)'],
  });
});

test('a key that turns out to be compromised takes its approvals with it', async () => {
  const { team, digest } = await createPromoted();
  team.git('checkout', '--quiet', '-b', 'rotate', 'main');
  team.as('emmy-2');
  team.as('ada');
  const key = ['--key', join(team.home, 'keys/emmy-2.pub'), '--compromised', '--reason', 'lost'];
  expect((await team.gate('trust', 'rotate', 'emmy', ...key)).code).toBe(0);
  team.commit('A new key for Emmy');
  team.as('hypatia');
  expect((await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).code).toBe(0);
  expect((await team.gate('promote', 'governance/2')).code).toBe(0);
  expect(await judged(team, digest)).toEqual({
    code: 1,
    because: ['a sign-off was made with a key that is compromised'],
  });
});

test.each([
  [
    'a tool by name and version',
    '{ name: test-report, versions: ["1.0.0"], reason: it was tampered with }',
    1,
  ],
  ['a package that it names', '{ name: onnxruntime, versions: ["1.32.0"], reason: it phones home }', 1],
  ['bytes that were measured', '{ digests: ["DATA"], reason: the rows are poisoned }', 1],
  [
    'another version of the tool',
    '{ name: test-report, versions: ["9.9.9"], reason: it was tampered with }',
    0,
  ],
])('what rests on something that is known to be compromised since is tainted: %s', async (_, entry, code) => {
  const { team, digest } = await createPromoted();
  const [{ digest: rows }] = parse(team.read(`releases/${release}/release.yaml`)).datasets;
  team.git('checkout', '--quiet', '-b', 'known', 'main');
  team.as('ada');
  team.edit('policies/data/compromised.yaml', (text) =>
    text.replace('entries: []', `entries:\n  - ${entry.replace('DATA', rows)}`),
  );
  expect((await team.gate('trust', 'bump')).code).toBe(0);
  team.commit('What is known');
  team.as('hypatia');
  expect((await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).code).toBe(0);
  expect((await team.gate('promote', 'governance/2')).code).toBe(0);
  const stands = await judged(team, digest);
  expect(stands.code).toBe(code);
  if (code === 1)
    expect(stands.because[0]).toMatch(/^it rests on .*, which is compromised: it|^it rests on .*: the rows/);
  const audited = await team.gate('audit', '--format', 'json', '--no-cache');
  const { steps } = JSON.parse(audited.out) as { steps: { verdict: string; reasons: { code: string }[] }[] };
  expect(steps.map(({ verdict }) => verdict)).toEqual([code === 1 ? 'tainted' : 'promoted', 'governance']);
  expect(audited.code).toBe(code);
});

test('what rests on evidence that cannot be read is not known to be sound, once anything is compromised', async () => {
  const { team } = await createPromoted();
  team.git('checkout', '--quiet', 'main');
  team.edit('policies/data/compromised.yaml', (text) =>
    text.replace('entries: []', 'entries: [{ name: left-pad, reason: it was tampered with }]'),
  );
  team.write(`releases/${release}/evidence/tests.json`, '{ "plugin": ');
  team.commit('Around the gate');
  const { out } = await team.gate('audit', '--format', 'json', '--no-cache');
  const { steps } = JSON.parse(out) as { steps: { verdict: string; reasons: { message: string }[] }[] };
  expect(steps.map(({ verdict }) => verdict)).toEqual(['tainted', 'bypass']);
  expect(steps[0]?.reasons.at(-1)?.message).toMatch(
    /cannot be read, and may be compromised: .*tests\.json is no evidence/,
  );
});

test.each(['latest', 'sha256:12', 'md5:00000000000000000000000000000000', 'x'.repeat(64)])(
  'a digest that is none is a mistake, not a no: %s',
  async (text) => {
    const { code, err } = await createProposal().gate('stands', text);
    expect([code, err]).toEqual([3, expect.stringContaining('is no SHA-256 digest')]);
  },
);

test('a withdrawal on a branch that is not merged yet is heard', async () => {
  const { team, digest } = await createPromoted();
  team.git('checkout', '--quiet', 'release/credit-scorer-1.1.0');
  team.as('margaret');
  const why = ['--withdraw', '--reason', 'It leaks.', '--yes'];
  expect((await team.gate('sign', release, '--role', 'sre', ...why)).code).toBe(0);
  team.git('checkout', '--quiet', 'main');
  expect((await judged(team, digest)).code).toBe(1);
});

test('a rollback that was told cannot be untold', async () => {
  const { team } = await createPromoted();
  const outcome =
    'schema: gatehouse/outcome@1\nname: credit-scorer\nversion: 1.1.0\nsummary: It went wrong\n' +
    'rollback: {on: 2026-11-24, to: 1.0.0, reason: it declined everybody}\n';
  team.write(`releases/${release}/outcome.yaml`, outcome);
  team.commit('What came of it');
  team.git('checkout', '--quiet', '-b', 'untell');
  for (const untell of [
    () => team.git('rm', '--quiet', `releases/${release}/outcome.yaml`),
    () => team.write(`releases/${release}/outcome.yaml`, outcome.replace(/rollback:.*\n/, '')),
    () => team.write(`releases/${release}/outcome.yaml`, outcome.replace('it declined everybody', 'a whim')),
  ]) {
    untell();
    team.commit('It never happened');
    const { verdict, errors } = await team.check();
    expect([verdict, errors.map(({ code }) => code)]).toEqual(['blocked', ['refused.promoted']]);
    team.git('reset', '--quiet', '--hard', 'main');
  }
  team.write(`releases/${release}/outcome.yaml`, `${outcome}learnings: []\n`);
  team.commit('Nothing was learnt');
  expect((await team.check()).verdict).toBe('nothing-to-judge');
});

test('what is checked out does not choose whom to believe, nor does a branch that is behind origin', async () => {
  const { team, digest } = await createPromoted();
  const server = join(team.home, 'server.git');
  team.git('clone', '--quiet', '--bare', team.root, server);
  const clone = join(team.home, 'job');
  team.git('clone', '--quiet', server, clone);
  const ask = () => team.gate('stands', digest, '--repo', clone);
  expect(await ask()).toMatchObject({
    code: 0,
    out: expect.stringContaining('as of refs/remotes/origin/main'),
  });
  // A branch of a stranger, which says that promotions go to it.
  const at = (...args: string[]) => team.git('-C', clone, ...args);
  at('checkout', '--quiet', '-b', 'evil', 'main^1');
  team.write('../job/gatehouse.yaml', 'schema: gatehouse/settings@1\ntarget: evil\n');
  at('add', 'gatehouse.yaml');
  at(
    '-c',
    'user.name=x',
    '-c',
    'user.email=x@y',
    '-c',
    'commit.gpgsign=false',
    'commit',
    '--quiet',
    '-m',
    'x',
  );
  expect(await ask()).toMatchObject({
    code: 0,
    out: expect.stringContaining('as of refs/remotes/origin/main'),
  });
  // The branch here is ahead of origin's by what origin has not taken.
  at('update-ref', 'refs/remotes/origin/main', 'refs/remotes/origin/main^1');
  expect((await ask()).code).toBe(1);
});

test('a release of another name does not speak for this one', async () => {
  const { team, digest } = await createPromoted();
  expect((await team.gate('stands', digest, '--release', 'credit-scorer')).code).toBe(0);
  expect((await team.gate('stands', digest, '--release', 'credit')).code).toBe(1);
});

test('with a genesis, a promotion by a trust root that came in around the gate does not stand', async () => {
  const team = await createSigned();
  const digest = digestOf(team);
  const genesis = team.git('rev-parse', 'main');
  expect((await team.gate('promote', release)).code).toBe(0);
  const ask = (...args: string[]) => team.gate('stands', digest, ...args);
  expect((await ask('--genesis', genesis)).code).toBe(0);
  expect((await ask('--genesis', 'none')).code).toBe(3);

  const other = createProposal();
  other.git('checkout', '--quiet', 'main');
  other.edit('policies/trust/root.yaml', (text) =>
    text.replaceAll('roles: [engineer]', 'roles: [engineer, product, sre, risk]'),
  );
  other.commit('A root of our own');
  other.git('checkout', '--quiet', 'release/credit-scorer-1.1.0');
  other.git('rebase', '--quiet', 'main');
  await signAll(other);
  other.as('ada');
  expect((await other.gate('promote', release)).code).toBe(0);
  expect((await other.gate('stands', digestOf(other))).code).toBe(0);
  const { code, out } = await other.gate(
    'stands',
    digestOf(other),
    '--genesis',
    other.git('rev-parse', 'main~2'),
  );
  expect([code, out]).toEqual([1, expect.stringContaining('are not proven since')]);
});
