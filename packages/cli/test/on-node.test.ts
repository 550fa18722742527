import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { engine } from './team.ts';

const current = process.versions.node.split('.')[0] as string;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-node-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Runs the real script where no registry answers. `kept`: the major version under which the cache has this very Node. */
function onNode(major: string, command: string[], kept?: string) {
  const home = folder();
  if (kept !== undefined) {
    const platform = process.platform === 'win32' ? 'win' : process.platform;
    const bin = `cache/gatehouse/node/${kept}/node_modules/node-${platform}-${process.arch}/bin`;
    mkdirSync(join(home, bin), { recursive: true });
    symlinkSync(process.execPath, join(home, bin, 'node'));
  }
  const offline = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
  return spawnSync(process.execPath, [join(engine, 'scripts/on-node.mjs'), major, '--', ...command], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CACHE_HOME: join(home, 'cache'),
      npm_config_cache: join(home, 'npm'),
      ...offline,
    },
  });
}

test('a Node that cannot be had is told, and nothing is run', () => {
  const { status, stdout, stderr } = onNode(current, ['echo', 'ran']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(`NOT CHECKED: Node ${current}`);
});

test('one that is not of that version is not taken for it', () => {
  expect(onNode('99', ['echo', 'ran'], '99')).toMatchObject({ status: 2, stdout: '' });
});

test('one that was had before is the first on the PATH, and is told by its version', () => {
  const { status, stdout } = onNode(current, ['sh', '-c', 'command -v node'], current);
  expect(status).toBe(0);
  expect(stdout.split('\n')[0]).toContain(`Node ${process.version} (kept from before`);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(`/gatehouse/node/${current}/node_modules/`);
});

test('a command that fails has failed, whatever its exit code', () => {
  expect(onNode(current, ['sh', '-c', 'exit 2'], current).status).toBe(1);
  expect(onNode(current, ['sh', '-c', 'kill $$'], current).status).toBe(1);
  expect(onNode(current, ['no-such-command'], current).status).toBe(1);
  expect(onNode(current, [], current).status).toBe(3);
});

/** Runs the real .ci/run where all passes but `on-node` for the major version 24, which ends with `code`. */
function play(code: number, env: Record<string, string> = {}) {
  const root = folder();
  const write = (path: string, script: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, path), 0o755);
  };
  write('bin/npx', `case "$*" in *' on-node 24 -- .ci/core') exit ${code};; esac`);
  write('packages/opa/tools/build-opa', 'exit 0');
  cpSync(join(engine, '.ci/run'), join(root, '.ci/run'));
  const run = spawnSync(join(root, '.ci/run'), {
    encoding: 'utf8',
    env: { PATH: `${join(root, 'bin')}:${process.env.PATH}`, ...env },
  });
  return { status: run.status, last: run.stdout.trimEnd().split('\n').at(-1) ?? '' };
}

test('CI tests on newer Nodes, and its last line names the one that could not be had', () => {
  expect(play(0)).toEqual({ status: 0, last: 'CI: all checks passed' });
  expect(play(2)).toEqual({ status: 0, last: expect.stringMatching(/NOT CHECKED: Node 24 \([^)]*\)$/) });
  expect(play(2, { GATEHOUSE_REQUIRE_TOOLCHAINS: '1' }).status).toBe(2);
  expect(play(1).status).toBe(1);
});
