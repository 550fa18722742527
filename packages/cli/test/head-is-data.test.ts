import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProposal } from './team.ts';

const release = 'credit-scorer/1.1.0';

test('a policy that lets everything pass is not the one that judges', async () => {
  const team = createProposal();
  const { policy_digest } = await team.check();
  team.edit('policies/data/quorums.yaml', () => 'low: {}\nmedium: {}\nhigh: {}\ncritical: {}\n');
  team.write('policies/main.rego', 'package main\n\ndecision := {}\n');
  team.commit('Weaken the policy');
  const report = await team.check();
  expect(report).toMatchObject({ policy_digest, verdict: 'blocked', governance: { changed: ['policies/'] } });
  expect(report.releases[0]?.verdict).toBe('inconclusive');
});

test('a principal that the head adds to the trust root can not sign', async () => {
  const team = createProposal();
  team.as('mallory');
  const key = team.git('config', 'user.signingkey');
  const line = team.read(`../keys/${key.split('/').at(-1)}`).trim();
  team.edit(
    'policies/trust/root.yaml',
    (text) => `${text}  mallory: {kind: person, roles: [risk, product, sre], keys: [${line}]}\n`,
  );
  team.commit('Let Mallory in');
  expect(await team.gate('sign', release, '--role', 'risk', '--yes')).toMatchObject({
    code: 3,
    err: expect.stringMatching(/not in the trust root/),
  });
  expect((await team.check()).verdict).toBe('blocked');
});

test('a plugin that the head changes is not run, and its evidence would not count', async () => {
  const team = createProposal();
  const proof = join(team.home, 'ran');
  team.edit(
    'plugins/test-report/src/plugin.ts',
    (text) =>
      `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(proof)}, '');\n${text}`,
  );
  team.edit(`releases/${release}/release.yaml`, (text) =>
    text.replace(/^evidence:[\s\S]*$/m, 'evidence: []\n'),
  );
  team.commit('Change a plugin');
  await team.gate('validate', release, '--only', 'tests');
  expect(existsSync(proof)).toBe(false);
});

test('a plugin that only the head has is refused', async () => {
  const team = createProposal();
  team.write('plugins/friendly/package.json', '{"name": "@gatehouse-plugin/friendly", "version": "1.0.0"}\n');
  team.write('plugins/friendly/src/plugin.ts', 'export const plugin = {};\n');
  team.edit(`releases/${release}/release.yaml`, (text) =>
    text.replace(/plugin: test-report$/m, 'plugin: friendly'),
  );
  team.commit('Bring a plugin');
  expect(await team.gate('validate', release)).toMatchObject({
    code: 3,
    err: expect.stringMatching(/plugin\.unknown/),
  });
  expect((await team.check()).verdict).toBe('blocked');
});

test('hooks, filters and attributes of the head do not run', async () => {
  const team = createProposal();
  const proof = join(team.home, 'ran');
  const script = join(team.root, 'attack.sh');
  writeFileSync(script, `#!/bin/sh\ntouch ${proof}\ncat\n`);
  chmodSync(script, 0o755);
  team.write('.gitattributes', '* filter=attack diff=attack\n');
  team.write(
    '.gitconfig',
    `[core]\n\tfsmonitor = ${script}\n[filter "attack"]\n\tsmudge = ${script}\n\tclean = ${script}\n`,
  );
  team.commit('Bring configuration');
  await team.gate();
  await team.gate('--worktree');
  expect(existsSync(proof)).toBe(false);
});

test('compiled policies that the head brings are not used', async () => {
  const team = createProposal();
  for (const folder of ['.cache/gatehouse/policy', 'node_modules/.cache/gatehouse/policy']) {
    team.write(`${folder}/any`, 'forged');
  }
  team.git('add', '--force', '.');
  team.commit('Bring a cache');
  const report = await team.check();
  expect(report.releases[0]?.verdict).toBe('inconclusive');
  expect(report).toMatchObject({ verdict: 'blocked', governance: { changed: ['.cache/', 'node_modules/'] } });
});

test('a branch that main has left behind answers for its own changes only, and to the rules of today', async () => {
  const team = createProposal();
  const branch = team.git('branch', '--show-current');
  team.git('checkout', '--quiet', 'main');
  team.addRelease('tumour-triage/1.0.0');
  team.edit('policies/data/quorums.yaml', (text) => text.replace(/^high:.*$/m, '$&\n# stricter days'));
  team.commit('Meanwhile');
  team.git('checkout', '--quiet', branch);
  const before = await team.check();
  const report = await team.check('--base', 'main');
  expect(report).toMatchObject({ verdict: 'inconclusive', errors: [], governance: null });
  expect(report.releases.map(({ release: one }) => one)).toEqual([release]);
  expect(report.policy_digest).not.toBe(before.policy_digest);
});

test('what main has merged without its files is not what judges', async () => {
  const team = createProposal();
  team.write('policies/data/quorums.yaml', 'low: {}\nmedium: {}\nhigh: {}\ncritical: {}\n');
  team.commit('Nobody has to sign');
  const branch = team.git('branch', '--show-current');
  team.git('checkout', '--quiet', 'main');
  const tip = team.git('rev-parse', 'HEAD');
  team.git('merge', '--quiet', '--no-ff', '--strategy', 'ours', '-m', 'Nothing to see', branch);
  team.git('checkout', '--quiet', branch);
  team.write('README.md', 'hello\n');
  team.commit('Go on');
  const report = await team.check();
  expect(report).toMatchObject({ base: tip, verdict: 'blocked', releases: [{ release }] });
  expect((await team.check('--base', 'main')).releases).toHaveLength(1);
});
