import { createHash } from 'node:crypto';
import { allowedSigners, readTrustRoot } from '@gatehouse/signoff';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { askDoors, auditOf, expectPassed, expectRefused, land } from './doors.ts';
import { createProposal, createSigned, signAll, type Team } from './team.ts';

// What sign-offs that are part of main still say is one thing to everybody: hook, check, audit and replay.

const release = 'credit-scorer/1.1.0';
const rootFile = 'policies/trust/root.yaml';
const glass = ['--break-glass', '--reason', 'customers wait', '--until', '2026-11-27', '--yes'];

async function sign(team: Team, person: string, role: string, ...how: string[]): Promise<void> {
  team.as(person);
  const { code, err, out } = await team.gate('sign', release, '--role', role, ...how);
  if (code !== 0) throw new Error(`${err}${out}`);
  team.as('ada');
}

/** The root of the first commit with more in it, before anything else happens. */
function amendRoot(team: Team, more: string): void {
  const branch = team.git('branch', '--show-current');
  team.git('checkout', '--quiet', 'main');
  team.edit(rootFile, (text) => `${text}${more}`);
  team.git('commit', '--quiet', '--amend', '--no-edit', '--all');
  team.git('rebase', '--quiet', '--onto', 'main', `${branch}~1`, branch);
}

/** The next version, proposed on a branch from main and signed by all. */
async function proposeNext(team: Team): Promise<void> {
  team.git('mv', `releases/${release}`, 'releases/credit-scorer/1.2.0');
  team.git('checkout', 'main', '--', `releases/${release}`);
  team.edit('releases/credit-scorer/1.2.0/release.yaml', (text) =>
    text.replace('version: 1.1.0', 'version: 1.2.0'),
  );
  team.commit('Propose 1.2.0');
}

test('glass that deputies broke is owed like any other', async () => {
  const team = createProposal();
  const lend = (from: string, role: string, to: string) =>
    `  - {from: ${from}, to: ${to}, role: ${role}, path: releases/credit-scorer, until: 2026-12-31}\n`;
  amendRoot(team, `delegations:\n${lend('margaret', 'sre', 'grace')}${lend('emmy', 'risk', 'radia')}`);
  await sign(team, 'grace', 'sre', ...glass);
  await sign(team, 'radia', 'risk', ...glass);
  expect((await team.gate('promote', release)).code).toBe(0);
  expect((await askDoors(team)).audit).toEqual({ verdict: 'break-glass', codes: ['unratified'] });
  await land(team, () => proposeNext(team));
  await expectRefused(team, 'signoff.break_glass_unratified');
});

test('nobody ratifies what has not gone yet', async () => {
  const team = createProposal();
  await sign(team, 'margaret', 'sre', ...glass);
  await sign(team, 'emmy', 'risk', ...glass);
  // As `gate sign` would write it: it refuses, because there is nothing to ratify.
  const { digest } = (await team.check()).releases[0] as { digest: string };
  const said = { Release: release, Role: 'governance', Decision: 'ratify', Project: 'test', Target: 'main' };
  const lines = Object.entries({ ...said, Digest: digest, Root: 1 }).map(
    ([key, value]) => `Gatehouse-${key}: ${value}\n`,
  );
  team.as('hypatia');
  team.git(
    'commit',
    '--quiet',
    '--allow-empty',
    '--cleanup=verbatim',
    '-S',
    '-m',
    `Ratify\n\n${lines.join('')}`,
  );
  const early = team.git('rev-parse', 'HEAD');
  team.as('ada');
  expect((await team.gate('promote', release)).code).toBe(0);
  expect((await askDoors(team)).audit).toEqual({ verdict: 'break-glass', codes: ['unratified'] });
  await land(team, () => proposeNext(team));
  await expectRefused(team, 'signoff.break_glass_unratified');
  team.git('reset', '--hard', '--quiet', 'main^1');
  // Nor does it count when it comes again behind the promotion, on the branch that it was made on.
  await land(team, () => team.git('merge', '--quiet', '-m', 'Bring it again', early));
  await land(team, () => proposeNext(team));
  await expectRefused(team, 'signoff.break_glass_unratified');
});

test('a withdrawal on main holds, also when its key has been taken out of the root since', async () => {
  const team = await createSigned();
  team.git('branch', 'signed');
  // The withdrawal reaches main by a branch of its own.
  await land(team, async () => {
    team.git('reset', '--hard', '--quiet', 'main');
    team.git('checkout', '--quiet', 'signed', '--', `releases/${release}`);
    team.git('commit', '--quiet', '-m', 'To say no to it');
    await sign(team, 'emmy', 'risk', '--withdraw', '--yes');
    team.git('rm', '-r', '--quiet', `releases/${release}`);
    team.git('commit', '--quiet', '-m', 'And take it out');
    const [withdrawal, parent] = [team.git('rev-parse', 'HEAD^'), team.git('rev-parse', 'main')];
    // The signed commit alone: an empty one, on main.
    const tree = team.git('rev-parse', 'main^{tree}');
    const message = team.git('log', '-1', '--format=%B', withdrawal);
    team.as('emmy');
    const alone = team.git('commit-tree', '-S', '-p', parent, '-m', message, tree);
    team.git('reset', '--hard', '--quiet', alone);
    team.as('ada');
  });
  await expectPassed(team, 'unrelated');
  const promote = async () =>
    land(team, () => {
      team.git('merge', '--quiet', '--no-edit', 'signed');
    });
  await promote();
  await expectRefused(team, 'signoff.role_missing');
  team.git('reset', '--hard', '--quiet', 'main^1');

  // emmy gets another key: what she said with the old one was said.
  await land(team, async () => {
    const before = team.read(rootFile);
    const old = `${/ {2}emmy: \{.*keys: \[(.*)\]\}/.exec(before)?.[1]}`;
    team.as('emmy-again');
    const { readFileSync } = await import('node:fs');
    const key = readFileSync(`${team.home}/keys/emmy-again.pub`, 'utf8').trim();
    team.as('ada');
    const digest = createHash('sha256').update(before).digest('hex');
    const next = before
      .replace(old, key)
      .replace('version: 1', 'version: 2')
      .replace('previous: null', `previous: sha256:${digest}`);
    team.write(rootFile, next);
    team.write('policies/trust/allowed_signers', allowedSigners(readTrustRoot(parse(next)).root));
    team.commit('Another key for emmy');
    team.as('hypatia');
    expect(await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).toMatchObject({
      code: 0,
    });
  });
  await expectPassed(team, 'governance');
  await promote();
  const { hook, check, audit } = await askDoors(team);
  expect([hook, check.codes, audit.codes]).toEqual([
    expect.arrayContaining(['signoff.role_missing']),
    expect.arrayContaining(['signoff.role_missing']),
    expect.arrayContaining(['signoff.role_missing']),
  ]);
});

test('a withdrawal is not taken back by leaving its commit out', async () => {
  const team = await createSigned();
  const signed = team.git('rev-parse', 'HEAD');
  await sign(team, 'emmy', 'risk', '--withdraw', '--yes');
  const branch = team.git('branch', '--show-current');
  // The branch as it was; the one with the withdrawal is still there.
  team.git('checkout', '--quiet', '-b', 'without', signed);
  expect((await team.check('--base', 'refs/heads/main')).verdict).toBe('inconclusive');
  expect((await team.gate('promote', release)).code).toBe(2);
  await land(team, () => team.git('reset', '--hard', '--quiet', signed));
  const { hook } = await askDoors(team);
  expect(hook).toContain('signoff.role_missing');
  // It is about that content: another is approved anew, and so it is where nobody knows of it.
  team.git('reset', '--hard', '--quiet', 'main^1');
  team.git('checkout', '--quiet', 'without');
  team.write(`releases/${release}/notes.txt`, 'one more thing\n');
  team.commit('Another content');
  await signAll(team, release);
  expect((await team.check()).verdict).toBe('ready');
  team.git('checkout', '--quiet', '--detach', signed);
  team.git('branch', '--quiet', '-D', branch);
  expect((await team.check('--base', 'refs/heads/main')).verdict).toBe('ready');
  expect((await auditOf(team)).code).toBe(2);
});
