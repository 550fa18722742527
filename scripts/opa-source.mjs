// @ts-check
// The sources of the OPA that packages/opa/go/go.mod names, with Gatehouse's changes. For build-opa and build-runtime.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const home = fileURLToPath(new URL('../packages/opa/', import.meta.url));
export const env = {
  ...process.env,
  GOTOOLCHAIN: 'local',
  GOOS: 'wasip1',
  GOARCH: 'wasm',
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=readonly',
};
export const modFile = readFileSync(`${home}go/go.mod`, 'utf8');
export const version = modFile.match(/open-policy-agent\/opa v(\S+)/)?.[1];

/** Gatehouse's changes to OPA; each begins with the reason. */
export function patches() {
  const names = readdirSync(`${home}patches`).sort();
  return names.map((name) => {
    const file = `${home}patches/${name}`;
    return { name, file, why: readFileSync(file, 'utf8').split('\n\n')[0] ?? '' };
  });
}

/** OPA's sources as a new folder, changed. @param {string} to */
export function copyOpa(to) {
  execFileSync('cp', ['-R', folderOf('github.com/open-policy-agent/opa'), to]);
  execFileSync('chmod', ['-R', 'u+w', to]);
  // Inside of a repository, git would leave out in silence what is not below its root.
  const outside = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(to) };
  for (const { file } of patches())
    execFileSync('git', ['apply', file], { cwd: to, env: outside, stdio: 'inherit' });
}

/** Where a module's sources are; they are downloaded first, if they are not here. @param {string} module */
export function folderOf(module) {
  return JSON.parse(go('mod', 'download', '-json', module)).Dir;
}

/** @param {string[]} words */
export function go(...words) {
  return goIn(`${home}go`, ...words);
}

/** @param {string} cwd @param {string[]} words */
export function goIn(cwd, ...words) {
  return execFileSync('go', words, { cwd, env, encoding: 'utf8' }).trim();
}

/** @param {Uint8Array} bytes */
export function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Stops with a message. Code 1: it differs or fails; 2: a tool is not here; 3: wrong words. @param {string} name */
export function stopOf(name) {
  /** @param {number} code @param {string} message @returns {never} */
  return (code, message) => {
    console.error(`${name}: ${message}`);
    process.exit(code);
  };
}
