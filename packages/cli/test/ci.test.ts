import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { engine } from './team.ts';

const text = (path: string) => readFileSync(join(engine, path), 'utf8');

/** Runs the real .ci/run where all else passes, with a build-opa that ends with `code`. */
function play(code: number, env: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-ci-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, script: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, path), 0o755);
  };
  write('bin/npx', 'exit 0');
  write('packages/opa/tools/build-opa', `exit ${code}`);
  cpSync(join(engine, '.ci/run'), join(root, '.ci/run'));
  const run = spawnSync(join(root, '.ci/run'), {
    encoding: 'utf8',
    env: { PATH: `${join(root, 'bin')}:${process.env.PATH}`, ...env },
  });
  return { status: run.status, last: run.stdout.trimEnd().split('\n').at(-1) ?? '' };
}

test('what CI could not check is its last line, and fails where it has to be checked', () => {
  expect(play(0)).toEqual({ status: 0, last: 'CI: all checks passed' });
  expect(play(2)).toEqual({ status: 0, last: expect.stringMatching(/NOT CHECKED: packages\/opa\/vendor/) });
  expect(play(2, { GATEHOUSE_REQUIRE_TOOLCHAINS: '1' }).status).toBe(2);
  expect(play(1).status).toBe(1);
});

test('the jobs that build OPA again have the Go that built it, and do nothing else', () => {
  const go = text('packages/opa/go/go.mod').match(/^toolchain go(\S+)$/m)?.[1];
  const image = `golang:${go}-trixie`;
  const check = 'packages/opa/tools/build-opa --check';
  const { on, permissions, jobs } = parse(text('.github/workflows/opa.yml'));
  expect(Object.keys(on)).toEqual(['pull_request', 'push']);
  expect(permissions).toEqual({ contents: 'read' });
  expect(jobs.opa).toMatchObject({ container: image });
  expect(jobs.opa).not.toHaveProperty('continue-on-error');
  const steps: { uses?: string; run?: string }[] = jobs.opa.steps;
  expect(steps.flatMap(({ run }) => run ?? [])).toEqual([check]);
  const pinned = [...text('.github/workflows/gate.yml').matchAll(/uses: (\S+)/g)].map(([, action]) => action);
  for (const { uses } of steps) if (uses) expect(pinned).toContain(uses);
  const { opa } = parse(text('.gitlab-ci.yml'));
  expect(opa).toMatchObject({ image });
  expect(opa).not.toHaveProperty('allow_failure');
  expect(opa.script.at(-1)).toBe(check);
});

test('what a pull request changes is tested on the oldest Node and on newer ones, without secrets', () => {
  const { on, permissions, jobs } = parse(text('.github/workflows/checks.yml'));
  expect(Object.keys(on)).toEqual(['pull_request', 'push']);
  expect(permissions).toEqual({ contents: 'read' });
  expect(text('.github/workflows/checks.yml')).not.toMatch(/secrets\.|github\.token/);
  const oldest = JSON.parse(text('package.json')).engines.node.replace('>=', '');
  expect(jobs.checks.strategy.matrix.node[0]).toBe(`${oldest}.0`);
  expect(jobs.checks).not.toHaveProperty('continue-on-error');
  const steps: { uses?: string; run?: string }[] = jobs.checks.steps;
  expect(steps.at(-1)).toEqual({ run: '.ci/run' });
  const pinned = [...text('.github/workflows/gate.yml').matchAll(/uses: (\S+)/g)].map(([, action]) => action);
  for (const { uses } of steps) if (uses) expect(pinned).toContain(uses);
});
