import type { CheckReport } from '@gatehouse/report';
import { formatSignoffMessage } from '@gatehouse/signoff';
import { expect, test } from 'vitest';
import { createProposal, createSigned, signAll } from './team.ts';

const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;
const reasons = (report: CheckReport) =>
  report.releases[0]?.candidates.map(({ principal, reason }) => `${principal}: ${reason}`).sort();

test('three people sign, it is promoted by a merge commit, and git agrees with the signatures', async () => {
  const team = await createSigned();
  expect((await team.gate()).code).toBe(0);
  const before = team.git('rev-parse', 'main');
  const head = team.git('rev-parse', 'HEAD');
  expect(await team.gate('promote', release)).toMatchObject({ code: 0, err: '' });
  expect(team.git('log', '-1', '--format=%P', 'main')).toBe(`${before} ${head}`);
  expect(team.git('rev-parse', 'main^{tree}')).toBe(team.git('rev-parse', `${head}^{tree}`));
  expect(team.git('log', '-1', '--format=%s', 'main')).toBe('Promote credit-scorer/1.1.0');
});

test('a release that is not ready is not promoted, and main stays', async () => {
  const team = createProposal();
  const before = team.git('rev-parse', 'main');
  expect((await team.gate('promote', release)).code).toBe(2);
  expect(team.git('rev-parse', 'main')).toBe(before);
  expect(team.git('branch', '--show-current')).toBe('release/credit-scorer-1.1.0');
});

test('any change of the folder after signing voids the sign-offs, also of a file that nobody names', async () => {
  const team = await createSigned();
  team.as('ada');
  team.write(`${folder}/notes.txt`, 'one more thing\n');
  team.commit('Add a note');
  const report = await team.check();
  expect(report.verdict).toBe('inconclusive');
  expect(reasons(report)).toEqual(['emmy: stale', 'katherine: stale', 'margaret: stale']);
  expect((await team.gate('promote', release)).code).toBe(2);
  await signAll(team);
  expect((await team.gate('promote', release)).code).toBe(0);
});

test('a branch behind main is not promoted until it has main in it', async () => {
  const team = await createSigned();
  team.as('ada');
  team.git('checkout', '--quiet', 'main');
  team.write('docs.md', 'x\n');
  team.commit('Meanwhile');
  team.git('checkout', '--quiet', '-');
  expect(await team.gate('promote', release)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/git merge refs\/heads\/main/),
  });
  team.git('merge', '--quiet', '--no-edit', 'main');
  expect((await team.gate('promote', release)).code).toBe(0);
});

test('uncommitted changes stop signing and promoting', async () => {
  const team = createProposal();
  team.write(`${folder}/notes.txt`, 'not committed\n');
  team.as('emmy');
  expect(await team.gate('sign', release, '--role', 'risk', '--yes')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/refused\.dirty/),
  });
});

test('who may not sign is refused before a commit is made', async () => {
  const team = createProposal();
  const head = team.git('rev-parse', 'HEAD');
  const refused = async (person: string, role: string) => {
    team.as(person);
    const { code, err } = await team.gate('sign', release, '--role', role, '--yes');
    return { code, err };
  };
  expect(await refused('emmy', 'sre')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/emmy does not hold the role sre/),
  });
  expect(await refused('ada', 'engineer')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/wrote this release/),
  });
  expect(await refused('grace', 'data')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/does not ask for the role data/),
  });
  expect(await refused('mallory', 'risk')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/not in the trust root/),
  });
  team.git('config', '--file', '.git/user', '--unset', 'user.signingkey');
  expect(await team.gate('sign', release, '--role', 'risk', '--yes')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/config\.signing_key/),
  });
  expect(team.git('rev-parse', 'HEAD')).toBe(head);
});

test('nobody signs before the evidence is there', async () => {
  const team = createProposal();
  team.edit(`${folder}/release.yaml`, (text) => text.replace(/^evidence:[\s\S]*$/m, 'evidence: []\n'));
  team.commit('Without evidence');
  const head = team.git('rev-parse', 'HEAD');
  team.as('emmy');
  expect(await team.gate('sign', release, '--role', 'risk', '--yes')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/validation\.evidence_missing/),
  });
  expect(team.git('rev-parse', 'HEAD')).toBe(head);
});

test('without --yes and without a terminal nobody signs', async () => {
  const team = createProposal();
  team.as('emmy');
  expect(await team.gate('sign', release, '--role', 'risk')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/--yes/),
  });
});

test('a sign-off can be withdrawn', async () => {
  const team = await createSigned();
  team.as('emmy');
  const { code, err } = await team.gate(
    'sign',
    release,
    '--role',
    'risk',
    '--withdraw',
    '--reason',
    'the figures are wrong',
    '--yes',
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect((await team.check()).verdict).toBe('inconclusive');
  expect((await team.gate('sign', release, '--role', 'risk', '--yes')).code).toBe(0);
  expect((await team.check()).verdict).toBe('ready');
});

test('a sign-off by hand with a key that nobody vouches for does not count', async () => {
  const team = createProposal();
  const { digest } = (await team.check()).releases[0] as { digest: string };
  const message = (role: string) =>
    `Sign off ${release} as ${role}\n\nGatehouse-Release: ${release}\nGatehouse-Role: ${role}\nGatehouse-Decision: approve\nGatehouse-Project: test\nGatehouse-Target: main\nGatehouse-Digest: ${digest}\nGatehouse-Root: 1\n`;
  const commit = (...args: string[]) =>
    team.git('commit', '--quiet', '--allow-empty', '--cleanup=verbatim', ...args);
  team.as('mallory');
  commit('-S', '-m', message('risk'));
  team.as('emmy');
  commit('--no-gpg-sign', '-m', message('risk'));
  team.write('extra.txt', 'rides along\n');
  team.git('add', 'extra.txt');
  commit('-S', '-m', message('risk'));
  const report = await team.check();
  expect(report.verdict).toBe('inconclusive');
  expect(reasons(report)).toEqual(['null: not-empty', 'null: unknown-key', 'null: unsigned']);
});

test('a sign-off of one version is worth nothing for another, nor in another repository', async () => {
  const team = createProposal();
  const { digest } = (await team.check()).releases[0] as { digest: string };
  const trailers = (name: string, project: string) =>
    `Sign off\n\nGatehouse-Release: ${name}\nGatehouse-Role: risk\nGatehouse-Decision: approve\nGatehouse-Project: ${project}\nGatehouse-Target: main\nGatehouse-Digest: ${digest}\nGatehouse-Root: 1\n`;
  team.as('emmy');
  for (const message of [trailers('credit-scorer/1.0.0', 'test'), trailers(release, 'elsewhere')]) {
    team.git('commit', '--quiet', '--allow-empty', '--cleanup=verbatim', '-S', '-m', message);
  }
  const report = await team.check();
  expect(report.verdict).toBe('inconclusive');
  expect(reasons(report)).toEqual(['emmy: other-project']);
});

test('gate signoffs shows every candidate, and for a stale one what changed, field by field', async () => {
  const team = await createSigned();
  team.edit(`${folder}/release.yaml`, (text) => text.replace(/team: [^,}\n]+/, 'team: others'));
  team.write(`${folder}/notes.txt`, 'one more thing\n');
  team.commit('Tell it otherwise');
  const { code, out } = await team.gate('signoffs', release);
  expect(code).toBe(2);
  expect(out).toMatch(/emmy as risk\n +the release has changed since/);
  expect(out).toMatch(/release\.yaml owner\.team: .* → "others"/);
  expect(out).toMatch(/notes\.txt: nothing → sha256:/);
  expect(out).toMatch(/must sign again: .*emmy as risk/);
  const report = JSON.parse((await team.gate('signoffs', release, '--format', 'json')).out);
  expect(report.candidates).toHaveLength(3);
});

test('a release of a high tier in a commit that nobody known has signed is blocked', async () => {
  const team = createProposal();
  team.write(`${folder}/notes.txt`, 'by somebody\n');
  team.git('add', '--all');
  team.git('commit', '--quiet', '--no-gpg-sign', '--author', 'Nobody <nobody@example.org>', '-m', 'A note');
  const report = await team.check();
  expect(report.verdict).toBe('blocked');
  expect(report.releases[0]?.gates.flatMap(({ findings }) => findings)).toContainEqual(
    expect.objectContaining({ code: 'signoff.commit_unsigned' }),
  );
});

test('a file outside of the folder that the release refers to is signed as well', async () => {
  const team = createProposal();
  team.write('shared.md', 'what everybody relies on\n');
  team.edit(`${folder}/release.yaml`, (text) =>
    text.replace(/path: model-card\.md/, 'path: ../../../shared.md'),
  );
  team.commit('Refer to a shared file');
  const digest = async () => (await team.check()).releases[0]?.digest;
  const before = await digest();
  team.write('shared.md', 'something else\n');
  team.commit('Change it');
  expect(await digest()).not.toBe(before);
});

test('a withdrawal that is on main already voids an approval that does not know of it', async () => {
  const team = await createSigned();
  const { digest } = (await team.check()).releases[0] as { digest: string };
  const branch = team.git('branch', '--show-current');
  team.git('checkout', '--quiet', 'main');
  team.as('emmy');
  const said = {
    release,
    role: 'risk',
    decision: 'withdraw',
    project: 'test',
    target: 'main',
    digest,
    root: 1,
  } as const;
  team.git(
    'commit',
    '--quiet',
    '--allow-empty',
    '-S',
    '--cleanup=verbatim',
    '-m',
    formatSignoffMessage(said),
  );
  team.git('checkout', '--quiet', branch);
  team.git('merge', '--quiet', '--no-ff', '-m', 'Up to date', 'main');
  const report = await team.check();
  expect(report.verdict).toBe('inconclusive');
  expect(reasons(report)).toContain('emmy: withdrawn');
  expect((await team.gate('sign', release, '--role', 'risk', '--yes')).code).toBe(0);
  expect((await team.check()).verdict).toBe('ready');
});

test('whoever wrote a release stays its author when it moves, or when its commits are merged without its files', async () => {
  const team = createProposal();
  team.as('emmy');
  team.write(`${folder}/notes.txt`, 'mine\n');
  team.commit('A note');
  team.as('ada');
  team.git('mv', folder, 'releases/credit-scorer/1.1.1');
  team.edit('releases/credit-scorer/1.1.1/release.yaml', (text) =>
    text.replace('version: 1.1.0', 'version: 1.1.1'),
  );
  team.commit('Move it');
  team.as('emmy');
  expect(await team.gate('sign', 'credit-scorer/1.1.1', '--role', 'risk', '--yes')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/emmy wrote this release/),
  });
  const branch = team.git('branch', '--show-current');
  team.git('checkout', '--quiet', 'main');
  team.git('checkout', '--quiet', '-b', 'ours');
  team.git('merge', '--quiet', '--no-ff', '--strategy', 'ours', '-m', 'Nothing to see', branch);
  expect((await team.check()).errors.map(({ code }) => code)).toContain('refused.left_behind');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', '--no-ff', '-m', 'Nothing to see', 'ours');
  team.git('checkout', '--quiet', '-b', 'late', 'main');
  team.git('merge', '--quiet', '--no-ff', '--strategy', 'ours', '-m', 'Up to date', 'main');
  team.git('checkout', branch, '--', 'releases');
  team.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'Mine');
  expect((await team.check()).verdict).not.toBe('ready');
});

test('the merge commit is signed if the user signs, and says what was decided', async () => {
  const team = await createSigned();
  expect((await team.gate('promote', release, '--sign')).code).toBe(0);
  team.write('../allowed', `ada namespaces="git" ${team.read('../keys/ada.pub')}`);
  team.git('config', 'gpg.ssh.allowedSignersFile', `${team.home}/allowed`);
  expect(team.git('log', '-1', '--format=%G? %GS', 'main')).toBe('G ada');
  const message = team.git('log', '-1', '--format=%B', 'main');
  expect(message).toMatch(/signed by .*risk: emmy/);
  expect(message).toMatch(/^Decided: credit-scorer\/1\.1\.0 sha256:[0-9a-f]{64}$/m);
});
