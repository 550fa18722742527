import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { PluginManifest } from '@gatehouse/contracts';
import { isProgram } from '@gatehouse/plugin-build';
import { closeDoorsModule, type Door } from './close-doors.ts';
import { jail } from './jail.ts';
import { findProgram } from './place-program.ts';
import { visibleFolders } from './visible-folders.ts';

/** A program with its arguments, ready to be spawned. */
export type CommandLine = [program: string, ...parameters: string[]];

/**
 * The command that runs a plugin with as little as it declares.
 *
 * What holds where: on Linux with user namespaces the network is really gone and no process outlives the run. A Node
 * plugin is held by Node's permission model and by closed modules too; both bind JavaScript, not the native code of an
 * add-on, which can read any file that the user can. Any other program, and all that a plugin with `processes` starts,
 * sees a disk with the system, its interpreters and its inputs alone, where the machine can do that (jail.ts); elsewhere
 * it can read what the user can read. Throws RunFailure `program-missing`.
 */
export async function isolate(manifest: PluginManifest, places: Places): Promise<CommandLine> {
  const command = isProgram(manifest)
    ? await findProgram(manifest.command, places.directory, places.path)
    : nodeCommand(manifest, places);
  const wrapper = manifest.capabilities.includes('network') ? [] : await wrap(manifest, places);
  return [...wrapper, ...command] as CommandLine;
}

interface Places {
  /** Where the plugin's code is. */
  directory: string;
  /** The only folder that it may write to. */
  temporary: string;
  /** Its inputs. */
  readable: readonly string[];
  path: string;
  repositoryDirectory: string;
  /** An empty folder. */
  root: string;
}

// What is held by Node alone, and may start others, is not held: so it gets a disk with nothing else on it.
async function wrap(manifest: PluginManifest, places: Places): Promise<string[]> {
  const { capabilities } = manifest;
  const needed = isProgram(manifest) || capabilities.includes('processes');
  if (!needed || capabilities.includes('files')) return namespaces();
  const { root, temporary, directory, readable, path, repositoryDirectory } = places;
  const programs = await visibleFolders(path, [temporary, repositoryDirectory]);
  const code = isProgram(manifest)
    ? [directory]
    : codeFolders(directory).map((one) => one.replace(/\/\*$/, ''));
  const jailed = await jail({ root, writable: temporary, readable: [...programs, ...code, ...readable] });
  return jailed.length > 0 ? jailed : namespaces();
}

function nodeCommand(manifest: PluginManifest, { directory, temporary, readable }: Places): string[] {
  const has = (capability: string) => manifest.capabilities.some((one) => one === capability);
  const reads = has('files') ? ['*'] : [...codeFolders(directory), join(temporary, '*'), ...readable];
  const doors = (['network', 'processes'] satisfies Door[]).filter((door) => !has(door));
  const [, script = '', ...rest] = manifest.command;
  return [
    process.execPath,
    `--max-old-space-size=${manifest.limits.memory_mb}`,
    // What DuckDB hands over is freed when its handle is collected: in a small young generation, soon.
    '--max-semi-space-size=1',
    '--no-warnings',
    ...permissionFlag(),
    '--allow-addons',
    ...(has('processes') ? ['--allow-child-process', '--allow-worker'] : []),
    ...(has('network') && process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
    ...[...new Set(reads)].map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${join(temporary, '*')}`,
    `--import=${closeDoorsModule(doors)}`,
    resolve(directory, script),
    ...rest,
  ];
}

function permissionFlag(): string[] {
  return [
    process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
  ];
}

// What Node itself reads to find the plugin's code and packages, in this folder and those above it.
function codeFolders(directory: string): string[] {
  const folders = [join(directory, '*'), join(dirname(directory), 'package.json')];
  for (let here = directory; ; here = dirname(here)) {
    if (existsSync(join(here, 'node_modules'))) folders.push(join(here, 'node_modules', '*'));
    if (here === dirname(here)) return folders;
  }
}

// The best that this machine allows: no network, and processes that end with the first of them.
const wrappers = [
  ['-r', '-n', '-p', '-f', '--kill-child=SIGKILL'],
  ['-r', '-n'],
];
let found: Promise<string[]> | undefined;

/** The command that takes the network away for real, or nothing where the system has none. Tried once a process. */
export function namespaces(): Promise<string[]> {
  found ??= findNamespaces();
  return found;
}

async function findNamespaces(): Promise<string[]> {
  const program = ['/usr/bin/unshare', '/bin/unshare'].find((path) => existsSync(path));
  if (program === undefined) return [];
  for (const flags of wrappers) {
    if (await succeeds(program, [...flags, '--', program, '--version'])) return [program, ...flags, '--'];
  }
  return [];
}

function succeeds(program: string, parameters: string[]): Promise<boolean> {
  return new Promise((done) => {
    execFile(program, parameters, { timeout: 5000, env: {} }, (error) => done(error === null));
  });
}
