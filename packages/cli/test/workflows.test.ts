import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '@gatehouse/report';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProposal, engine, type Team } from './team.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Workflow {
  on: Record<string, { branches: string[]; types?: string[] }>;
  permissions: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, { steps: Step[] }>;
}

interface Job {
  script: string[];
  variables: Record<string, string>;
}

const text = (path: string) => readFileSync(join(engine, path), 'utf8');
const github = () => parse(text('.github/workflows/gate.yml')) as Workflow;
const gitlab = () => parse(text('.gitlab-ci.yml')) as { gate: Job; audit: Job };
const linesOf = (steps: readonly Step[]) => steps.flatMap(({ run }) => run ?? []);

test('the GitHub workflow is that of the base, checks out nothing else, and judges what the queue will land', () => {
  const { on, permissions, jobs } = github();
  expect(Object.keys(on).sort()).toEqual(['merge_group', 'pull_request_target', 'push']);
  expect(permissions).toEqual({ contents: 'read' });
  const steps = jobs.gate?.steps ?? [];
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
  expect(checkouts).toHaveLength(1);
  expect(checkouts[0]?.with).toMatchObject({
    ref: expect.stringMatching(
      /^\$\{\{ github\.event\.pull_request\.base\.sha \|\| github\.event\.merge_group\.base_sha \}\}$/,
    ),
    'fetch-depth': 0,
  });
  const commands = linesOf(steps);
  expect(commands.some((run) => /git (checkout|switch|merge|worktree)/.test(run))).toBe(false);
  // An expression inside of a command could be made into another command by the name of a branch.
  expect(commands.filter((run) => run.includes('${{'))).toEqual([]);
  expect(commands).toContainEqual(expect.stringMatching(/gate check --base "\$BASE" --head "\$HEAD"/));
});

test('a pull request that is aimed at main later is judged, and no run is cancelled', () => {
  const { on, concurrency } = github();
  expect(on.pull_request_target).toEqual({
    branches: ['main'],
    types: ['opened', 'reopened', 'synchronize', 'edited'],
  });
  // A workflow that a ruleset requires must not be cancelled by a later run.
  expect(concurrency).toBeUndefined();
});

test('what CI runs is pinned: actions by commit, pnpm by the version that this repository names', () => {
  const { packageManager } = JSON.parse(text('package.json')) as { packageManager: string };
  const uses = [...text('.github/workflows/gate.yml').matchAll(/uses: (.*)/g)].map(([, action]) => action);
  expect(uses.length).toBeGreaterThan(0);
  for (const action of uses) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  const lines = [
    ...Object.values(github().jobs).flatMap(({ steps }) => linesOf(steps)),
    ...Object.values(gitlab()).flatMap(({ script }) => script),
  ].filter((line) => line.includes('pnpm'));
  expect(lines).toHaveLength(8);
  for (const line of lines) expect(line).toMatch(new RegExp(`^npx ${packageManager} (install|gate) `));
  // A cache on the machine of a job proves nothing.
  for (const line of lines.filter((one) => one.includes(' gate '))) expect(line).toMatch(/ --no-cache /);
});

test('the GitLab job runs the engine of the target branch on the head as data', () => {
  const { gate } = gitlab();
  const at = (part: string) => gate.script.findIndex((line) => line.includes(part));
  expect(gate.variables.GIT_DEPTH).toBe('0');
  expect(at('git worktree add')).toBeGreaterThan(at('git fetch'));
  expect(at('install --frozen-lockfile')).toBeGreaterThan(at('cd "$CI_BUILDS_DIR'));
  expect(gate.script.at(-1)).toMatch(
    /gate check --repo "\$CI_PROJECT_DIR" --base "\$BASE" --head "\$CI_COMMIT_SHA"/,
  );
});

/** A server with a proposal, and with refs by which an attacker wants a commit of theirs to be taken for main. */
interface Stage {
  team: Team;
  server: string;
  main: string;
  head: string;
  forged: string;
  /** What a runner has: a clone with all refs, at the head. */
  clone: string;
}

function stage(): Stage {
  const team = createProposal();
  const [server, clone] = [join(team.home, 'server.git'), join(team.home, 'clone')];
  const [main, head] = [team.git('rev-parse', 'main'), team.git('rev-parse', 'HEAD')];
  team.git('checkout', '--quiet', '--detach', 'main');
  team.write('policies/data/quorums.yaml', 'low: {}\nmedium: {}\nhigh: {}\ncritical: {}\n');
  const forged = team.commit('Nobody has to sign');
  team.git('init', '--quiet', '--bare', '--initial-branch=main', server);
  const tags = ['main', 'origin/main', 'refs/heads/main', 'HEAD', 'FETCH_HEAD', 'refs/gatehouse/base', main];
  const lookalikes = [
    ...tags.map((tag) => `refs/tags/${tag}`),
    'refs/heads/refs/heads/main',
    `refs/heads/${main}`,
  ];
  team.git('push', '--quiet', server, 'main:refs/heads/main', `${head}:refs/heads/proposal`);
  for (const ref of lookalikes) team.git('push', '--quiet', server, `${forged}:${ref}`);
  team.git('push', '--quiet', server, `${head}:refs/pull/7/head`);
  team.git('clone', '--quiet', server, clone);
  team.git('-C', clone, 'checkout', '--quiet', '--detach', head);
  return { team, server, main, head, forged, clone };
}

interface Call {
  folder: string;
  args: string[];
}

/** Plays lines of a CI file in a shell. What they run with npx is noted, and nothing is installed. */
function play(
  { team, clone }: Stage,
  lines: readonly string[],
  variables: Record<string, string>,
): { code: number; calls: Call[] } {
  const [bin, notes] = [join(team.home, 'bin'), join(team.home, 'calls')];
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'npx'),
    `#!/bin/sh\nprintf '%s\\0' "$PWD" "$@" >> '${notes}'\nprintf '\\n' >> '${notes}'\n`,
  );
  chmodSync(join(bin, 'npx'), 0o755);
  const env = { ...team.env, PATH: `${bin}:${team.env.PATH}`, ...variables };
  const { status } = spawnSync('sh', ['-e', '-c', lines.join('\n')], { cwd: clone, env });
  const noted = existsSync(notes) ? readFileSync(notes, 'utf8').split('\0\n').filter(Boolean) : [];
  const calls = noted.map((line) => line.split('\0')).map(([folder = '', ...args]) => ({ folder, args }));
  return { code: status ?? 1, calls };
}

/** Runs what CI would have run. (With the cache of the tests: without one, each of them would compile.) */
async function judge({ team, clone }: Stage, call: Call | undefined): Promise<CheckReport> {
  const args = call?.args.slice(call.args.indexOf('check') + 1) ?? [];
  const kept = args.filter(
    (arg, index) => arg !== '--no-cache' && arg !== '--output' && args[index - 1] !== '--output',
  );
  return team.check('--repo', clone, ...kept);
}

const gitlabVariables = ({ team, head, clone }: Stage, target: string) => ({
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: target,
  CI_BUILDS_DIR: join(team.home, 'builds dir'),
  CI_JOB_ID: '1',
  CI_PROJECT_DIR: clone,
  CI_COMMIT_SHA: head,
});

test('the GitLab job, played: tags of the name of the target give it neither the base nor the engine', async () => {
  const scene = stage();
  const { team, main, head, forged, clone } = scene;
  // What a short name fetches.
  team.git('-C', clone, 'fetch', '--quiet', '--no-tags', 'origin', 'main');
  expect(readFileSync(join(clone, '.git/FETCH_HEAD'), 'utf8')).toContain(forged);

  const { code, calls } = play(scene, gitlab().gate.script, gitlabVariables(scene, 'main'));
  expect(code).toBe(0);
  const engineFolder = join(team.home, 'builds dir/engine-1');
  expect(calls.map(({ folder, args }) => [folder, args[1]])).toEqual([
    [engineFolder, 'install'],
    [engineFolder, 'gate'],
  ]);
  expect(team.git('-C', engineFolder, 'rev-parse', '--verify', 'HEAD^{commit}')).toBe(main);
  expect(readFileSync(join(engineFolder, 'policies/data/quorums.yaml'), 'utf8')).not.toMatch(/low: \{\}\n/);
  expect(calls[1]?.args).toContain(main);
  expect(await judge(scene, calls[1])).toMatchObject({ base: main, head, verdict: 'inconclusive' });
});

test('the GitLab job, played: where only a tag has the name of the target, nothing is run', () => {
  const scene = stage();
  scene.team.git('push', '--quiet', scene.server, `${scene.forged}:refs/tags/gone`);
  expect(play(scene, gitlab().gate.script, gitlabVariables(scene, 'gone'))).toMatchObject({ calls: [] });
  const again = stage();
  const hostile = '"; touch pwned; npx "';
  const { code, calls } = play(again, gitlab().gate.script, gitlabVariables(again, hostile));
  expect(code).not.toBe(0);
  expect(calls).toEqual([]);
  expect(existsSync(join(again.clone, 'pwned'))).toBe(false);
});

test('the GitHub job, played: the base is the commit of the event, and no token is left', async () => {
  const scene = stage();
  const { team, main, head, clone } = scene;
  team.git('-C', clone, 'checkout', '--quiet', '--detach', main);
  const steps = github().jobs.gate?.steps ?? [];
  for (const step of Object.values(github().jobs).flatMap((job) => job.steps)) {
    if (step.uses?.startsWith('actions/checkout')) {
      expect(step.with).toMatchObject({ 'persist-credentials': false });
    }
  }
  const variables = {
    BASE: main,
    HEAD: head,
    PULL: '7',
    TOKEN: 'token-of-this-step',
    GITHUB_SERVER_URL: 'https://github.com',
  };
  const { code, calls } = play(scene, linesOf(steps), variables);
  expect(code).toBe(0);
  expect(await judge(scene, calls[1])).toMatchObject({ base: main, head, verdict: 'inconclusive' });
  const secrets = ['token-of-this-step', Buffer.from('x-access-token:token-of-this-step').toString('base64')];
  for (const secret of secrets) {
    expect(spawnSync('grep', ['--recursive', '--quiet', '--fixed-strings', secret, clone]).status).toBe(1);
  }
  expect(team.git('-C', clone, 'rev-parse', '--verify', 'HEAD^{commit}')).toBe(main);
});
