import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditHistory, emptyCache } from '@gatehouse/audit';
import { openBase, openCommit } from '@gatehouse/facts';
import { openRepository, type Repository } from '@gatehouse/git';
import { judgeRun, targetOf } from '@gatehouse/judge';
import { expect, test } from 'vitest';
import { createHost, createTeam, engine, type Team } from './team.ts';

// Growth without a clock: how often the repository is asked for twice the work. Whoever looks through all for each asks
// four times as often.

const template = readFileSync(join(engine, 'bench/sample/notifier/1.0.0/release.yaml'), 'utf8');

function releaseOf(name: string, version: string): string {
  return template.replace(/^name: .*$/m, `name: ${name}`).replace(/^version: .*$/m, `version: ${version}`);
}

interface FileOf {
  path: string;
  text: string;
}

/** Adds commits to a branch, each with some files, all at once; each a merge of one more where `merges`. */
function addCommits(team: Team, branch: string, commits: readonly FileOf[][], merges = false): void {
  const parts: string[] = [];
  let mark = 0;
  let tip = team.git('rev-parse', 'main');
  const commit = (ref: string, from: string, merge: string | null, files: readonly FileOf[]) => {
    mark += 1;
    const head = `commit ${ref}\nmark :${mark}\ncommitter x <x@example.org> 1700000000 +0000\ndata 1\nx\nfrom ${from}\n`;
    parts.push(head, merge === null ? '' : `merge ${merge}\n`);
    for (const { path, text } of files)
      parts.push(`M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
    return `:${mark}`;
  };
  for (const files of commits) {
    const own = commit(`refs/heads/${branch}-work`, tip, null, files);
    tip = merges ? commit(`refs/heads/${branch}`, tip, own, files) : own;
  }
  if (!merges) commit(`refs/heads/${branch}`, tip, null, []);
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: team.root, input: parts.join('') });
}

async function countAsked(team: Team, work: (repository: Repository) => Promise<void>): Promise<number> {
  const repository = await openRepository(team.root, { path: process.env.PATH ?? '', temporary: team.home });
  let asked = 0;
  const counting = new Proxy(repository, {
    get(target, key: keyof Repository) {
      const value = target[key];
      if (typeof value !== 'function') return value;
      return (...args: never[]) => {
        asked += 1;
        return (value as (...args: never[]) => unknown).apply(target, args);
      };
    },
  });
  try {
    await work(counting);
    return asked;
  } finally {
    repository.close();
  }
}

/** The ids of the objects that git is asked for, by a program in its place that writes down what passes through it. */
async function readFromGit(
  team: Team,
  work: (repository: Repository) => Promise<unknown>,
): Promise<string[]> {
  const [folder, log] = [join(team.home, 'noting'), join(team.home, 'asked')];
  const path = process.env.PATH ?? '';
  const noting = `#!/bin/sh\nPATH='${path}'\ncase "$*" in *cat-file*) tee -a '${log}' | git "$@";; *) exec git "$@";; esac\n`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'git'), noting, { mode: 0o755 });
  rmSync(log, { force: true });
  const repository = await openRepository(team.root, { path: `${folder}:${path}`, temporary: team.home });
  try {
    await work(repository);
  } finally {
    repository.close();
  }
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /^[0-9a-f]{40}$/.test(line));
}

function ofReleases(team: Team, branch: string, ids: readonly string[]): string[] {
  const objects = team.git('ls-tree', '-r', '-t', branch, 'releases/').split('\n');
  const below = new Set(objects.map((line) => line.split(/[ \t]/)[2] ?? ''));
  return ids.filter((id) => below.has(id));
}

function hostOf(team: Team) {
  return createHost(team.root, team.env, () => new Date('2026-11-24T09:00:00Z'), { out: '', err: '' });
}

/** Judges what a branch changes. */
async function judgeIn(repository: Repository, team: Team, branch: string): Promise<void> {
  const baseCommit = await repository.resolve('refs/heads/main');
  const headCommit = await repository.resolve(`refs/heads/${branch}`);
  const base = await openBase(await openCommit(repository, baseCommit), baseCommit);
  const head = await openCommit(repository, headCommit);
  const target = targetOf(base.target);
  const run = { repository, base, baseCommit, target, headCommit, head, fork: base.source };
  const report = await judgeRun(hostOf(team), run, {});
  expect(report.errors).toEqual([]);
  expect(report.releases.length).toBeGreaterThan(0);
}

function judgeBranch(team: Team, branch: string): Promise<number> {
  return countAsked(team, (repository) => judgeIn(repository, team, branch));
}

async function auditIn(repository: Repository, team: Team, branch: string): Promise<void> {
  const tip = await repository.resolve(`refs/heads/${branch}`);
  const { records } = await auditHistory(hostOf(team), {
    repository,
    tip,
    genesis: null,
    cache: emptyCache(),
  });
  expect(records.every(({ step }) => step.releases.length === 1)).toBe(true);
}

function auditBranch(team: Team, branch: string): Promise<number> {
  return countAsked(team, (repository) => auditIn(repository, team, branch));
}

const sizes = [20, 40, 80] as const;

/** Twice the work may ask twice as often, and a little more. */
async function expectLinear(ask: (size: number) => Promise<number>): Promise<void> {
  const asked: number[] = [];
  for (const size of sizes) asked.push(await ask(size));
  const [one = 0, two = 0, four = 0] = asked;
  expect(two - one, `asked ${asked.join(', ')} times`).toBeGreaterThan(0);
  expect((four - two) / (two - one), `asked ${asked.join(', ')} times`).toBeLessThan(2.3);
}

const each = (count: number) => Array.from({ length: count }, (_, index) => index);

test('releases in one change', async () => {
  const team = createTeam();
  await expectLinear(async (count) => {
    const files = each(count).map((n) => ({
      path: `releases/n${n}/1.0.0/release.yaml`,
      text: releaseOf(`n${n}`, '1.0.0'),
    }));
    addCommits(team, `many-${count}`, [files]);
    return judgeBranch(team, `many-${count}`);
  });
});

test('of git, each object of six hundred releases is asked once', async () => {
  const team = createTeam();
  const files = each(600).flatMap((n) => [
    { path: `releases/n${n}/1.0.0/release.yaml`, text: releaseOf(`n${n}`, '1.0.0') },
    { path: `releases/n${n}/1.0.0/Dockerfile`, text: `FROM scratch ${n}\n` },
  ]);
  addCommits(team, 'once', [files]);
  const asked = await readFromGit(team, (repository) => judgeIn(repository, team, 'once'));
  const own = ofReleases(team, 'once', asked);
  expect(own.length).toBeGreaterThan(600 * 4);
  expect(own.length).toBe(new Set(own).size);
});

test('of git, each commit and each release of an audited history is asked once', async () => {
  const team = createTeam();
  const commits = each(20).map((n) => [
    { path: `releases/n/1.0.${n}/release.yaml`, text: releaseOf('n', `1.0.${n}`) },
  ]);
  addCommits(team, 'audited', commits, true);
  const asked = await readFromGit(team, (repository) => auditIn(repository, team, 'audited'));
  const ids = new Set(team.git('rev-list', 'audited').split('\n'));
  const own = [...ofReleases(team, 'audited', asked), ...asked.filter((id) => ids.has(id))];
  expect(own.length).toBeGreaterThan(20 * 4);
  expect(own.length).toBe(new Set(own).size);
});

test('releases in one change, each by a commit of its own', async () => {
  const team = createTeam();
  await expectLinear(async (count) => {
    const commits = each(count).map((n) => [
      { path: `releases/n${n}/1.0.0/release.yaml`, text: releaseOf(`n${n}`, '1.0.0') },
    ]);
    addCommits(team, `commits-${count}`, commits);
    return judgeBranch(team, `commits-${count}`);
  });
});

test('files of one release', async () => {
  const team = createTeam();
  await expectLinear(async (count) => {
    const folder = 'releases/n/1.0.0';
    const files = each(count * 10).map((n) => ({ path: `${folder}/files/${n}.txt`, text: `${n}\n` }));
    addCommits(team, `files-${count}`, [
      [{ path: `${folder}/release.yaml`, text: releaseOf('n', '1.0.0') }, ...files],
    ]);
    return judgeBranch(team, `files-${count}`);
  });
});

test.each([
  ['promotions of many names', (n: number) => [`n${n}`, '1.0.0'] as const],
  ['promotions of one name', (n: number) => ['n', `1.0.${n}`] as const],
])('%s, audited', async (what, nameOf) => {
  const team = createTeam();
  await expectLinear(async (count) => {
    const commits = each(count).map((n) => {
      const [name, version] = nameOf(n);
      return [{ path: `releases/${name}/${version}/release.yaml`, text: releaseOf(name, version) }];
    });
    const branch = `${what.replaceAll(' ', '-')}-${count}`;
    addCommits(team, branch, commits, true);
    return auditBranch(team, branch);
  });
});

test('steps that change what lies beside many releases, audited', async () => {
  const team = createTeam();
  const releases = each(40).map((n) => ({
    path: `releases/n${n}/1.0.0/release.yaml`,
    text: releaseOf(`n${n}`, '1.0.0'),
  }));
  addCommits(team, 'promoted', [releases]);
  team.git('branch', '--force', 'start', 'promoted');
  team.git('checkout', '--quiet', 'start');
  team.git('branch', '--force', 'main', 'start');
  await expectLinear(async (count) => {
    const commits = each(count).map((n) => [{ path: `docs/${n}.md`, text: `${n}\n` }]);
    addCommits(team, `docs-${count}`, commits, true);
    return countAsked(team, async (repository) => {
      const tip = await repository.resolve(`refs/heads/docs-${count}`);
      const host = hostOf(team);
      const { records } = await auditHistory(host, { repository, tip, genesis: null, cache: emptyCache() });
      expect(records.length).toBeGreaterThanOrEqual(count);
    });
  });
});
