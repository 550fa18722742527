// @ts-check
// Builds the engine when a source is newer than the last build. Needs nothing but Node and the installed packages.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.gatehouse-built');
const generated = new Set(['node_modules', 'dist', 'generated', 'test', '.turbo', 'go']);

// A cache lies below the checkout, where a branch could bring one; and the build script of a package elsewhere in the
// workspace is none of the engine's.
const onlyTheEngine = ['--filter=./packages/*', '--filter=./plugins/*', '--cache=local:,remote:'];

export function ensureBuilt() {
  if (isCurrent()) return;
  process.stderr.write('Building Gatehouse …\n');
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const built = spawnSync(
    process.execPath,
    [turbo, 'run', 'build', ...onlyTheEngine, '--output-logs=errors-only', '--no-update-notifier'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    },
  );
  if (built.status !== 0) {
    process.stderr.write(`${built.stdout}${built.stderr}The build failed; nothing was judged.\n`);
    process.exit(4);
  }
  writeFileSync(stamp, '');
}

function isCurrent() {
  try {
    const built = statSync(stamp).mtimeMs;
    const gate = statSync(join(root, 'packages/cli/dist/gate.mjs')).mtimeMs;
    return gate <= built && newest(join(root, 'packages')) <= built && newest(join(root, 'plugins')) <= built;
  } catch {
    return false;
  }
}

/** @param {string} folder @returns {number} */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (generated.has(entry.name)) continue;
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}
