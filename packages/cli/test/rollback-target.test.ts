import { join } from 'node:path';
import type { CheckReport } from '@gatehouse/report';
import { expect, test } from 'vitest';
import { createProposal, createSigned, type Team } from './team.ts';

const before = 'credit-scorer/1.1.0';
const next = 'releases/credit-scorer/1.2.0';

/** Proposes 1.2.0, which goes back to 1.1.0. */
function propose(team: Team): void {
  team.as('ada');
  team.git('checkout', '--quiet', '-b', 'next', 'main');
  team.addRelease(before);
  team.git('mv', `releases/${before}`, next);
  team.git('checkout', 'main', '--', `releases/${before}`);
  team.edit(`${next}/release.yaml`, (text) =>
    text
      .replace('version: 1.1.0', 'version: 1.2.0')
      .replace(/(rollback:\n {2}target:[\s\S]*?version: )1\.0\.0/, '$11.1.0'),
  );
  team.commit('Propose 1.2.0');
}

const unproven = ({ releases }: CheckReport) =>
  releases.flatMap((release) =>
    release.gates
      .flatMap(({ findings }) => findings)
      .filter(({ code }) => code === 'rollback.target_unproven')
      .map(({ message }) => message.replace(/^.* and /, '')),
  );

async function merge(team: Team, ...args: string[]): Promise<void> {
  const head = team.git('rev-parse', 'HEAD');
  team.git('checkout', '--quiet', 'main');
  team.git('merge', '--quiet', ...args, head);
}

test('a version that was promoted by the gate, and still is what was promoted', async () => {
  const team = await createSigned();
  expect((await team.gate('promote', before)).code).toBe(0);
  propose(team);
  expect(unproven(await team.check())).toEqual([]);
});

test('a version that stood there when trust began', async () => {
  expect(unproven(await createProposal().check())).toEqual([]);
});

test('a merge without sign-offs', async () => {
  const team = createProposal();
  await merge(team, '--no-ff', '-m', 'Trust me');
  propose(team);
  expect(unproven(await team.check())).toEqual(['no sign-off of its branch counts for it']);
});

test('too few have signed', async () => {
  const team = createProposal();
  team.as('katherine');
  expect((await team.gate('sign', before, '--role', 'product', '--yes')).code).toBe(0);
  await merge(team, '--no-ff', '-m', 'Trust us');
  propose(team);
  expect(unproven(await team.check())).toEqual([
    'those who signed it are not the people that its tier asks for',
  ]);
});

test('squashed, its sign-offs are lost', async () => {
  const team = await createSigned();
  await merge(team, '--squash');
  team.commit('Squashed');
  propose(team);
  expect(unproven(await team.check())).toEqual([expect.stringContaining('no merge')]);
});

test('changed after the promotion', async () => {
  const team = await createSigned();
  expect((await team.gate('promote', before)).code).toBe(0);
  team.edit(`releases/${before}/release.yaml`, (text) => `${text}# A word more\n`);
  team.commit('Who would look');
  propose(team);
  expect(unproven(await team.check())).toEqual([expect.stringContaining('a file has changed since')]);
});

test('an approval that was withdrawn after the promotion', async () => {
  const team = await createSigned();
  expect((await team.gate('promote', before)).code).toBe(0);
  team.git('checkout', '--quiet', '-b', 'regret', 'main');
  team.as('margaret');
  const said = await team.gate(
    'sign',
    before,
    '--role',
    'sre',
    '--withdraw',
    '--reason',
    'It leaks.',
    '--yes',
  );
  expect(said).toMatchObject({ code: 0 });
  await merge(team, '--no-ff', '-m', 'Withdrawn');
  propose(team);
  expect(unproven(await team.check())).toEqual([
    'those who signed it are not the people that its tier asks for',
  ]);
});

test.each([
  ['never good', [], ['it was signed with a key that was compromised']],
  ['good until then', ['--since', 'main'], []],
] as const)('a key that was compromised: %s', async (_name, since, reasons) => {
  const team = await createSigned();
  expect((await team.gate('promote', before)).code).toBe(0);
  team.git('checkout', '--quiet', '-b', 'rotate', 'main');
  team.as('emmy-2');
  team.as('ada');
  const key = ['--key', join(team.home, 'keys/emmy-2.pub')];
  const why = ['--compromised', ...since, '--reason', 'lost'];
  expect(await team.gate('trust', 'rotate', 'emmy', ...key, ...why)).toMatchObject({ code: 0 });
  team.commit('A new key for Emmy');
  team.as('hypatia');
  expect((await team.gate('sign', 'governance/2', '--role', 'governance', '--yes')).code).toBe(0);
  expect((await team.gate('promote', 'governance/2')).code).toBe(0);
  propose(team);
  expect(unproven(await team.check())).toEqual(reasons);
});

test('written by one who signed it', async () => {
  const team = await createSigned();
  team.as('margaret');
  team.edit(`releases/${before}/release.yaml`, (text) => `${text}# By me\n`);
  team.commit('A word more');
  team.git('revert', '--no-edit', 'HEAD');
  await merge(team, '--no-ff', '-m', 'Trust us');
  propose(team);
  expect(unproven(await team.check())).toEqual([
    'those who signed it are not the people that its tier asks for',
  ]);
});
