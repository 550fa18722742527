import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { allowedSigners, readTrustRoot } from '@gatehouse/signoff';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  askDoors,
  auditOf,
  commitAsStranger,
  expectPassed,
  expectRefused,
  land,
  pushCodes,
} from './doors.ts';
import { createTeam, type Team } from './team.ts';

// Each attack of a kind is a step of main that plain git made; everybody who is asked has to refuse it.

const rootFile = 'policies/trust/root.yaml';

/** Raises the version as `gate trust bump` does. */
function bump(team: Team, change = (text: string) => text): void {
  const before = team.git('show', `main:${rootFile}`);
  const digest = createHash('sha256').update(`${before}\n`).digest('hex');
  const version = Number(/^version: (\d+)$/m.exec(before)?.[1]) + 1;
  team.edit(rootFile, (text) =>
    change(text)
      .replace(/^version: .*$/m, `version: ${version}`)
      .replace(/^previous: .*$/m, `previous: sha256:${digest}`),
  );
  const { root } = readTrustRoot(parse(team.read(rootFile)));
  team.write('policies/trust/allowed_signers', allowedSigners(root));
}

/** What `gate sign` would write, had it not refused. */
async function approveByHand(team: Team, version: number): Promise<void> {
  const { governance } = await team.check('--base', 'main');
  const trailers = {
    Release: `governance/${version}`,
    Role: 'governance',
    Decision: 'approve',
    Project: 'test',
  };
  const all = { ...trailers, Target: 'main', Digest: governance?.digest, Root: version - 1 };
  const lines = Object.entries(all).map(([key, value]) => `Gatehouse-${key}: ${value}\n`);
  team.as('hypatia');
  team.git(
    'commit',
    '--quiet',
    '--allow-empty',
    '--cleanup=verbatim',
    '-S',
    '-m',
    `Approve\n\n${lines.join('')}`,
  );
  team.as('ada');
}

async function approve(team: Team, version: number): Promise<void> {
  team.as('hypatia');
  const { code, err } = await team.gate('sign', `governance/${version}`, '--role', 'governance', '--yes');
  if (code !== 0) throw new Error(err);
  team.as('ada');
}

const governed = [
  'bench/package.json',
  '.turbo/cache/0123456789abcdef.tar.zst',
  '.turbo/config.json',
  'turbo.jsonc',
  'patches/turbo.patch',
  '.node-version',
  'tsconfig.json',
  '.gitignore',
  '.woodpecker.yml',
  '.drone.yml',
  '.buildkite/pipeline.yml',
  '.forgejo/workflows/gate.yml',
  'what-comes-next/anything',
  'PACKAGES/cli/x',
  'Package.json',
  'README.md/x',
  'releases/.gitattributes',
  'releases/credit-scorer/.gitattributes',
  'docs/.gitattributes',
  'docs/deep/.GitAttributes',
  'docs/GITATT~1',
];

/** One with ours on macOS or Windows. */
const twins = [
  'Releases/credit-scorer/1.0.0/release.yaml',
  'Policies/main.rego',
  'poli\u200dcies/x',
  'plugins./x',
];

test('whatever is not left out by name is governed', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const steps: [string, string][] = [];
  const bring = async (path: string) => {
    await land(team, () => {
      team.write(path, 'x\n');
      team.git('add', '--force', path);
      team.commit(`Bring ${path}`);
    });
    return team.git('rev-parse', 'main');
  };
  for (const path of governed) steps.push([path, await bring(path)]);
  await expectRefused(team, 'change.old_quorum');
  const { steps: audited, code } = await auditOf(team);
  const verdicts = new Map(audited.map(({ commit, verdict }) => [commit, verdict]));
  expect(steps.map(([path, commit]) => [path, verdicts.get(commit)])).toEqual(
    governed.map((path) => [path, 'bypass']),
  );
  expect(code).toBe(1);
  for (const [path, commit] of steps) {
    const codes = await pushCodes(team, team.git('rev-parse', `${commit}^1`), commit);
    expect([path, codes]).toEqual([path, expect.arrayContaining(['change.old_quorum'])]);
  }
  for (const path of twins) {
    await bring(path);
    expect([path, (await askDoors(team)).hook]).toEqual([path, ['input.path']]);
    team.git('reset', '--hard', '--quiet', 'main^1');
  }
});

test('what is left out is nobody’s business, nor what a link there points to', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  for (const path of ['docs/a.md', 'README.md', 'notes.txt', 'src/deep/package.json', 'vendor/turbo.json']) {
    await land(team, () => {
      team.write(path, 'x\n');
      team.commit(`Bring ${path}`);
    });
    await expectPassed(team, 'unrelated');
  }
  await land(team, () => {
    symlinkSync('../../policies', join(team.root, 'docs/link'));
    team.commit('Bring a link');
  });
  await expectPassed(team, 'unrelated');
  await land(team, () => {
    team.git('rm', '-r', '--quiet', 'docs');
    mkdirSync(join(team.root, 'other'));
    symlinkSync('other', join(team.root, 'docs'));
    team.commit('A link in the place of a folder');
  });
  expect((await askDoors(team)).hook).toContain('input.path');
});

test('the list is data of the base: it changes with the quorum, and can not leave out what judges', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const leaveOut = (pattern: string) =>
    team.edit('policies/governed.yaml', (text) => `${text}  - ${pattern}\n`);
  await land(team, () => {
    leaveOut('bench/**');
    bump(team);
    team.write('bench/package.json', '{}\n');
    team.commit('Leave it out, and use it at once');
  });
  await expectRefused(team, 'change.old_quorum');
  team.git('reset', '--hard', '--quiet', 'main^1');

  await land(team, async () => {
    leaveOut('bench/**');
    bump(team);
    team.commit('Leave bench out');
    await approve(team, 2);
  });
  await expectPassed(team, 'governance');
  await land(team, () => {
    team.write('bench/package.json', '{}\n');
    team.commit('Bring it');
  });
  await expectPassed(team, 'unrelated');

  for (const pattern of ['policies/**', 'Plugins/**', '**', '"*"', '../x', '[docs]/**', 'docs/*/**']) {
    await land(team, async () => {
      leaveOut(pattern);
      bump(team);
      team.commit(`Leave ${pattern} out`);
    });
    expect([pattern, (await askDoors(team)).hook]).toEqual([pattern, [expect.stringMatching(/^input\./)]]);
    team.git('reset', '--hard', '--quiet', 'main^1');
  }
});

test('who writes a change of governed files is known, and does not approve it', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  await land(team, async () => {
    bump(team);
    commitAsStranger(team, 'By nobody');
    await expect(approve(team, 2)).rejects.toThrow();
    await approveByHand(team, 2);
  });
  await expectRefused(team, 'change.commit_unsigned');
  team.git('reset', '--hard', '--quiet', 'main^1');

  await land(team, async () => {
    bump(team);
    team.as('mallory');
    team.commit('By a key that nobody vouches for');
    await approveByHand(team, 2);
  });
  await expectRefused(team, 'change.commit_unsigned');
  team.git('reset', '--hard', '--quiet', 'main^1');

  await land(team, async () => {
    bump(team);
    team.commit('By ada');
    await approve(team, 2);
  });
  await expectPassed(team, 'governance');
});

test('governed files that come from a commit left behind have no known author', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  await land(team, () => {
    bump(team);
    team.as('hypatia');
    team.commit('Prepare it');
    team.git('branch', 'prepared');
    team.git('revert', '--no-edit', 'HEAD');
  });
  // Governed, and back: it changes nothing.
  await expectPassed(team, 'unrelated');
  const before = team.git('rev-parse', 'main');
  await land(team, () => approveByHand(team, 2), 'prepared', '--strategy', 'ours');
  // As an attacker merges: the files of the branch.
  const tree = team.git('rev-parse', 'landing^{tree}');
  const message = ['-S', '-p', before, '-p', 'landing', '-m', 'Merge', tree];
  team.git('update-ref', 'refs/heads/main', team.git('commit-tree', ...message));
  team.git('reset', '--hard', '--quiet', 'main');
  expect(team.git('diff', '--name-only', 'main', 'prepared', '--', 'policies')).toBe('');
  await expectRefused(team, 'refused.left_behind');
});

test('the history of another project, with files of the same names, can be merged in', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  team.git('checkout', '--quiet', '--orphan', 'other');
  team.git('rm', '-r', '-f', '--quiet', '.');
  team.write('package.json', '{}\n');
  commitAsStranger(team, 'Another project');
  team.git('checkout', '--quiet', 'main');
  await land(team, () => {
    team.git('merge', '--quiet', '--strategy', 'ours', '--no-commit', '--allow-unrelated-histories', 'other');
    team.git('read-tree', '--prefix=vendor/other/', '-u', 'other:');
    team.git('commit', '--quiet', '-m', 'Bring another project in');
  });
  expect(team.read('vendor/other/package.json')).toBe('{}\n');
  await expectPassed(team, 'unrelated');
});
