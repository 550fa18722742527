import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { PluginManifest } from '@gatehouse/contracts';
import { closeDoorsModule, type Door } from './close-doors.ts';
import { findProgram, isProgram } from './place-program.ts';

/** A program with its arguments, ready to be spawned. */
export type CommandLine = [program: string, ...parameters: string[]];

/**
 * The command that runs a plugin with as little as it declares.
 *
 * What holds where: on Linux with user namespaces the network is really gone and no process outlives the run. A Node
 * plugin is held by Node's permission model and by closed modules too; both bind JavaScript, not the native code of an
 * add-on, which can read any file that the user can. Any other program is held by namespaces, limits and its bare
 * environment alone: it can read what the user can read, and start what it likes. Throws RunFailure `program-missing`.
 */
export async function isolate(
  manifest: PluginManifest,
  places: { directory: string; temporary: string; readable: readonly string[]; path: string },
): Promise<CommandLine> {
  const wrapper = manifest.capabilities.includes('network') ? [] : await namespaces();
  const command = isProgram(manifest)
    ? await findProgram(manifest.command, places.directory, places.path)
    : nodeCommand(manifest, places);
  return [...wrapper, ...command] as CommandLine;
}

function nodeCommand(
  manifest: PluginManifest,
  { directory, temporary, readable }: { directory: string; temporary: string; readable: readonly string[] },
): string[] {
  const has = (capability: string) => manifest.capabilities.some((one) => one === capability);
  const reads = has('files') ? ['*'] : [...codeFolders(directory), join(temporary, '*'), ...readable];
  const doors = (['network', 'processes'] satisfies Door[]).filter((door) => !has(door));
  const [, script = '', ...rest] = manifest.command;
  return [
    process.execPath,
    `--max-old-space-size=${manifest.limits.memory_mb}`,
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
