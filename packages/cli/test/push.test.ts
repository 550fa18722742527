import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProposal, createSigned, type Team } from './team.ts';

const release = 'credit-scorer/1.1.0';
const branch = 'release/credit-scorer-1.1.0';

/** A server with what the team has, and what its refs are. */
function addOrigin(team: Team) {
  const server = join(team.home, 'server.git');
  team.git('clone', '--quiet', '--bare', team.root, server);
  team.git('remote', 'add', 'origin', server);
  team.git('fetch', '--quiet', 'origin');
  return { server, tip: (ref: string) => team.git('--git-dir', server, 'rev-parse', ref) };
}

/** Somebody else's commit on a branch of the server, which the team has not seen. */
function moveOnServer(team: Team, server: string, ref: string): string {
  const tree = team.git('rev-parse', `${ref}^{tree}`);
  const commit = team.git('commit-tree', '-p', ref, '-m', 'Elsewhere', tree);
  team.git('push', '--quiet', server, `${commit}:refs/heads/${ref}`);
  return commit;
}

const sign = (team: Team) => team.gate('sign', release, '--role', 'product', '--yes', '--push');

test('a sign-off is on origin when the command ends', async () => {
  const team = createProposal();
  const { tip } = addOrigin(team);
  team.as('katherine');
  const { code, out } = await sign(team);
  expect([code, out]).toEqual([0, expect.stringContaining(`Pushed to origin: ${branch}`)]);
  expect(tip(branch)).toBe(team.git('rev-parse', 'HEAD'));
});

test('a branch that origin does not know yet is made there', async () => {
  const team = createProposal();
  const { server, tip } = addOrigin(team);
  team.git('--git-dir', server, 'branch', '-D', branch);
  team.as('katherine');
  expect((await sign(team)).code).toBe(0);
  expect(tip(branch)).toBe(team.git('rev-parse', 'HEAD'));
});

test('nobody signs behind origin: a rebase afterwards would lose it', async () => {
  const team = createProposal();
  const { server, tip } = addOrigin(team);
  const theirs = moveOnServer(team, server, branch);
  const before = team.git('rev-parse', 'HEAD');
  team.as('katherine');
  const { code, err } = await sign(team);
  expect([code, err]).toEqual([3, expect.stringContaining(`git merge origin/${branch}`)]);
  expect([team.git('rev-parse', 'HEAD'), tip(branch)]).toEqual([before, theirs]);
});

test('without an origin nothing is signed that was to be pushed', async () => {
  const team = createProposal();
  const before = team.git('rev-parse', 'HEAD');
  team.as('katherine');
  const { code, err } = await sign(team);
  expect([code, err]).toEqual([3, expect.stringContaining('origin could not be asked')]);
  expect(team.git('rev-parse', 'HEAD')).toBe(before);
});

test('a promotion is on origin before it is here', async () => {
  const team = await createSigned();
  const { tip } = addOrigin(team);
  const { code, out } = await team.gate('promote', release, '--push');
  expect([code, out]).toEqual([0, expect.stringContaining('origin has it.')]);
  expect(tip('main')).toBe(team.git('rev-parse', 'refs/heads/main'));
});

test('where origin has moved on, or refuses, nothing moves here', async () => {
  const team = await createSigned();
  const { server } = addOrigin(team);
  const before = team.git('rev-parse', 'refs/heads/main');
  team.git('--git-dir', server, 'config', 'receive.denyNonFastForwards', 'true');
  moveOnServer(team, server, 'main');
  const behind = await team.gate('promote', release, '--push');
  expect([behind.code, behind.err]).toEqual([3, expect.stringContaining('main is behind that of origin')]);
  expect(team.git('rev-parse', 'refs/heads/main')).toBe(before);
});
