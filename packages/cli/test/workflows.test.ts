import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { engine } from './team.ts';

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, { steps: { uses?: string; run?: string; with?: Record<string, unknown> }[] }>;
}

const read = (path: string) => parse(readFileSync(join(engine, path), 'utf8'));

test('the GitHub workflow is that of the base, checks out nothing else, and judges what the queue will land', () => {
  const { on, permissions, jobs } = read('.github/workflows/gate.yml') as Workflow;
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
  const commands = steps.flatMap(({ run }) => run ?? []);
  expect(commands.some((run) => /git (checkout|switch|merge|worktree)/.test(run))).toBe(false);
  // An expression inside of a command could be made into another command by the name of a branch.
  expect(commands.filter((run) => run.includes('${{'))).toEqual([]);
  expect(commands).toContainEqual(expect.stringMatching(/gate check --base "\$BASE" --head "\$HEAD"/));
});

test('the GitLab job runs the engine of the target branch on the head as data', () => {
  const { gate } = read('.gitlab-ci.yml') as {
    gate: { script: string[]; variables: Record<string, string> };
  };
  const at = (part: string) => gate.script.findIndex((line) => line.includes(part));
  expect(gate.variables.GIT_DEPTH).toBe('0');
  expect(at('git worktree add')).toBeGreaterThan(at('git fetch'));
  expect(at('pnpm@12 install')).toBeGreaterThan(at('cd "$CI_BUILDS_DIR'));
  expect(gate.script.at(-1)).toMatch(
    /gate check --repo "\$CI_PROJECT_DIR" --base "\$BASE" --head "\$CI_COMMIT_SHA"/,
  );
});
