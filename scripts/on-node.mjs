// @ts-check
// node scripts/on-node.mjs <major> -- <command> [argument...]
// Runs a command with the newest Node of a major version first on the PATH. That Node comes from the registry that npm is
// set to, in a package that holds its program and no script to run; npm compares the package with the registry's digest.
// It is kept in the user's cache. Exit code 1: the command failed; 2: NOT CHECKED, because that Node cannot be had.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

const [major = '', dashes, command = '', ...words] = process.argv.slice(2);
if (!/^[1-9]\d*$/.test(major) || dashes !== '--' || command === '')
  giveUp(3, 'usage: on-node.mjs <major> -- <command> [argument...]');

const { XDG_CACHE_HOME: given } = process.env;
const cache = given && isAbsolute(given) ? given : join(homedir(), '.cache');
const prefix = join(cache, 'gatehouse', 'node', major);
const platform = process.platform === 'win32' ? 'win' : process.platform;
const name = `node-${platform}-${process.arch}`;
const bin = join(prefix, 'node_modules', name, 'bin');
const missing = install();
const version = run(join(bin, 'node'), ['--version']).stdout?.trim() ?? '';
// Of another libc, or an older one that was left here: what does not start as that Node has tested nothing.
if (!version.startsWith(`v${major}.`))
  giveUp(2, `NOT CHECKED: Node ${major}: ${missing ?? 'it does not start'}`);
const newest =
  missing === null ? '' : ` (kept from before; whether it is the newest is not known: ${missing})`;
process.stdout.write(`Node ${version}${newest}: ${[command, ...words].join(' ')}\n`);

const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
const { status, error } = spawnSync(command, words, { env, stdio: 'inherit' });
if (status !== 0) giveUp(1, `failed on Node ${version}: ${error?.message ?? `exit code ${status}`}`);

/** Why the newest could not be had; null where it is there. */
function install() {
  mkdirSync(prefix, { recursive: true });
  const quiet = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { error, status, stderr } = run('npm', ['install', '--prefix', prefix, ...quiet, `${name}@${major}`]);
  if (status === 0) return null;
  return error?.message ?? (stderr.trim().split('\n')[0] || `npm ended with ${status}`);
}

/** @param {string} program @param {string[]} args */
function run(program, args) {
  return spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** @param {number} code @param {string} line @returns {never} */
function giveUp(code, line) {
  process.stderr.write(`✗ ${line}\n`);
  process.exit(code);
}
