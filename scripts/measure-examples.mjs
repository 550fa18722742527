// @ts-check
// `pnpm examples`: measures the example releases again and writes their evidence, after a plugin has changed. A
// promoted release is never measured again by `gate validate`; so this plays their proposal in a temporary repository.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './ensure-built.mjs';

ensureBuilt();
const engine = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-examples-'));
const git = (/** @type {string[]} */ ...args) =>
  execFileSync('git', ['-c', 'user.name=examples', '-c', 'user.email=examples@example.org', ...args], {
    cwd: root,
    stdio: 'pipe',
  });
const skip = /\/(node_modules|dist|\.turbo)$/;

try {
  git('init', '--quiet', '--initial-branch=main');
  for (const folder of ['policies', 'plugins']) {
    cpSync(join(engine, folder), join(root, folder), { recursive: true, filter: (path) => !skip.test(path) });
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Base');
  git('checkout', '--quiet', '-b', 'examples');
  cpSync(join(engine, 'releases'), join(root, 'releases'), { recursive: true });
  const run = spawnSync(process.execPath, [join(engine, 'packages/cli/dist/gate.mjs'), 'validate'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (run.status !== 0) process.exit(run.status ?? 4);
  for (const name of readdirSync(join(root, 'releases'))) {
    cpSync(join(root, 'releases', name), join(engine, 'releases', name), { recursive: true });
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
