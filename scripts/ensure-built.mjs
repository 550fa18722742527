// @ts-check
// Builds the engine when a source is newer than the last build. Needs nothing but Node and the installed packages.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.gatehouse-built');
const generated = new Set(['node_modules', 'dist', 'generated', 'test', '.turbo', 'go']);

// A cache lies below the checkout, where a branch could bring one; and the build script of a package elsewhere in the
// workspace is none of the engine's.
const onlyTheEngine = ['--filter=./packages/*', '--filter=./plugins/*', '--cache=local:,remote:'];

/** The oldest Node that this runs on: `engines` of package.json says the same. */
const oldestNode = [20, 19];

export function ensureBuilt() {
  requireNode(process.versions.node);
  if (isCurrent()) return;
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  if (!existsSync(turbo))
    giveUp('The packages are not installed; nothing was judged. Install them: npx pnpm@12 install');
  process.stderr.write('Building Gatehouse …\n');
  const built = spawnSync(
    process.execPath,
    [turbo, 'run', 'build', ...onlyTheEngine, '--output-logs=errors-only', '--no-update-notifier'],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    },
  );
  // Of turbo's own messages this one does not say what to do.
  if (built.status !== 0 && /package manager binary/.test(built.stderr ?? '') && !isOnPath('pnpm')) {
    giveUp(
      'pnpm is not on the PATH, and the build needs it; nothing was judged. Run it as: npx pnpm@12 gate',
    );
  }
  if (built.status !== 0) {
    process.stderr.write(`${built.stdout}${built.stderr}The build failed; nothing was judged.\n`);
    process.exit(4);
  }
  writeFileSync(stamp, '');
}

/** @param {string} version */
function requireNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldest = 0, least = 0] = oldestNode;
  if (major > oldest || (major === oldest && minor >= least)) return;
  giveUp(
    `Gatehouse needs Node ${oldestNode.join('.')} or newer, and this is ${version}; nothing was judged. Install a newer one.`,
  );
}

/** One line about what the user can mend. @param {string} line @returns {never} */
function giveUp(line) {
  process.stderr.write(`✗ ${line}\n`);
  process.exit(3);
}

/** @param {string} program */
function isOnPath(program) {
  const names = [program, `${program}.exe`, `${program}.cmd`];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
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
