// @ts-check
// A repository to measure on: the policies, plugins and releases of this one, with one release that differs from main.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const engine = join(dirname(fileURLToPath(import.meta.url)), '..');
const gateFile = join(engine, 'packages/cli/dist/gate.mjs');

export function createRepository() {
  const home = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-bench-'));
  const root = join(home, 'repository');
  mkdirSync(root);
  const env = { PATH: process.env.PATH ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (/** @type {string[]} */ args, /** @type {string | Buffer} */ input = '') =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org', ...args], {
      cwd: root,
      env,
      input,
      maxBuffer: 1e9,
    }).toString();
  git(['init', '--quiet', '--initial-branch=main']);
  cpSync(join(engine, 'policies'), join(root, 'policies'), { recursive: true });
  for (const plugin of readdirSync(join(engine, 'plugins'))) {
    for (const part of ['package.json', 'src']) {
      const from = join(engine, 'plugins', plugin, part);
      if (existsSync(from)) cpSync(from, join(root, 'plugins', plugin, part), { recursive: true });
    }
  }
  cpSync(join(engine, 'releases/credit-scorer/1.0.0'), join(root, 'releases/credit-scorer/1.0.0'), {
    recursive: true,
  });
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', 'Production']);

  return {
    home,
    root,
    git,
    /** Runs the gate; gives its exit code, wall time in ms and peak memory in MB. */
    gate(/** @type {string[]} */ args) {
      const started = performance.now();
      const run = spawnSync(process.execPath, [join(engine, 'bench/child.mjs'), gateFile, ...args], {
        cwd: root,
        env,
        maxBuffer: 1e9,
      });
      const milliseconds = performance.now() - started;
      const peak = Number(run.stderr.toString().match(/@peak (\d+)/)?.[1] ?? Number.NaN) / 1024;
      return {
        code: run.status,
        milliseconds,
        peak,
        output: run.stdout.toString(),
        errors: run.stderr.toString(),
      };
    },
    read: (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8'),
    write(/** @type {string} */ path, /** @type {string} */ text) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    env,
  };
}

/** @typedef {ReturnType<typeof createRepository>} Repository */

/** A branch with one release that differs from main. @param {Repository} repository */
export function proposeRelease({ git, root }) {
  git(['checkout', '--quiet', '-b', 'release']);
  const path = 'releases/credit-scorer/1.1.0';
  cpSync(join(engine, path), join(root, path), { recursive: true });
  git(['add', '--all']);
  git(['commit', '--quiet', '--message', 'Release']);
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return /** @type {number} */ (sorted[Math.floor(sorted.length / 2)]);
}
