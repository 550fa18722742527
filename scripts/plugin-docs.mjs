// @ts-check
// Writes the README of every plugin from its types and example.yaml; with --check, says which are stale.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const build = join(root, 'packages/plugin-build/dist/build-plugin.mjs');
const mode = process.argv.includes('--check') ? '--check-docs' : '--docs';
let failed = 0;
let seen = 0;
for (const plugin of readdirSync(join(root, 'plugins'))) {
  const folder = join(root, 'plugins', plugin);
  if (!['package.json', 'plugin.json'].some((file) => existsSync(join(folder, file)))) continue;
  seen += 1;
  const run = spawnSync(process.execPath, [build, mode], { cwd: folder, stdio: 'inherit' });
  if (run.status !== 0) failed += 1;
}
console.log(`${seen - failed} plugins documented, ${failed} failed`);
process.exit(failed === 0 && seen > 0 ? 0 : 1);
