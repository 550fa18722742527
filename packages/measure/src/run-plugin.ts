import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Evidence, PluginAnswer, PluginManifest } from '@gatehouse/contracts';
import { checkConfig, collectInputPaths, isProgram, RunFailure } from '@gatehouse/plugin-build';
import { isolate } from './isolation.ts';
import { placeProgram } from './place-program.ts';
import { checkUnchanged, describeInputs, openInputs, type PluginInput } from './plugin-inputs.ts';
import { printable } from './printable.ts';
import { readAnswer } from './read-answer.ts';
import { runChild } from './run-child.ts';
import { searchPath } from './search-path.ts';

export interface RunOptions {
  manifest: PluginManifest;
  /** The plugin's dist folder, or that of its plugin.json; absolute. */
  directory: string;
  config: unknown;
  /** What the paths in `config` are relative to, absolute. */
  releaseDirectory: string;
  /** What they can not leave, absolute. */
  repositoryDirectory: string;
  /** The user's PATH: where programs are found, before those of the system. Without it, only the latter. */
  path?: string | undefined;
  onProgress?: (share: number, doing: string) => void;
  /** Ends the run; runPlugin then throws its reason. */
  signal?: AbortSignal;
}

type Answered = Extract<PluginAnswer, { examined: number }>;

/** What came of a run. `inputs` are the files that were hashed before it began. */
export type PluginRun = { inputs: Evidence['inputs'] } & (
  | { measured: Omit<Answered, 'schema'> }
  | { error: NonNullable<Evidence['error']> }
);

/**
 * Runs a plugin in a child process with its limits and nothing that it does not declare. Whatever the plugin, its
 * configuration or its inputs do wrong is a result with `error`; the codes are RunFailureCode, and the plugin's own.
 */
export async function runPlugin(options: RunOptions): Promise<PluginRun> {
  let inputs: PluginInput[] = [];
  const own = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-plugin-')));
  const places = {
    ...options,
    copy: join(own, 'plugin'),
    temporary: join(own, 'work'),
    root: join(own, 'root'),
  };
  try {
    for (const folder of [places.temporary, places.root]) await mkdir(folder);
    await checkConfig(options.manifest, options.config);
    inputs = await openInputs(collectInputPaths(options.manifest.config, options.config), options);
    const answer = await measure(places, inputs);
    if ('error' in answer)
      return { inputs: describeInputs(inputs), error: cleanError(answer.error, inputs, places) };
    const { schema: _, ...measured } = answer;
    return { inputs: describeInputs(inputs), measured };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    return { inputs: describeInputs(inputs), error: cleanError(error, inputs, places) };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

interface Places extends RunOptions {
  /** Where a program is copied to. */
  copy: string;
  /** The folder in which the plugin runs, empty, and writes. */
  temporary: string;
  /** An empty folder, where a program's view of the disk is put together. */
  root: string;
}

async function measure(options: Places, inputs: PluginInput[]): Promise<PluginAnswer> {
  const { manifest, config, temporary } = options;
  const path = await searchPath(options);
  const directory = await placeCode(options);
  const readable = inputs.map((input) => input.absolute);
  const files = Object.fromEntries(inputs.map((input) => [input.path, input.absolute]));
  const result = await runChild({
    command: await isolate(manifest, { ...options, directory, readable, path }),
    directory: temporary,
    // Nothing of the user's environment: no tokens, no NODE_OPTIONS, the same zone and language everywhere.
    environment: { PATH: path, TZ: 'UTC', LANG: 'C.UTF-8', HOME: temporary, TMPDIR: temporary },
    input: JSON.stringify({ schema: 'gatehouse/plugin-request@1', config, files }),
    seconds: manifest.limits.seconds,
    memoryMb: manifest.limits.memory_mb,
    onProgress: options.onProgress ?? (() => {}),
    signal: options.signal,
  });
  await checkUnchanged(inputs);
  return readAnswer(result, manifest.limits);
}

async function placeCode({ manifest, directory, copy }: Places): Promise<string> {
  if (isProgram(manifest)) {
    await placeProgram(manifest, directory, copy);
    return copy;
  }
  return realpath(directory).catch(() => {
    throw new RunFailure('crashed', 'the plugin is not built', 'Run `pnpm build`.');
  });
}

// Errors are committed as evidence: they name no folder of this machine, and can not play with a terminal.
function cleanError(
  error: { code: string; message: string; hint?: string | undefined },
  inputs: readonly PluginInput[],
  places: Places,
): NonNullable<Evidence['error']> {
  const named: [string, string][] = [
    ...inputs.map((input): [string, string] => [input.absolute, input.path]),
    [places.temporary, '<temporary>'],
    [places.copy, '<plugin>'],
    [places.directory, '<plugin>'],
    [places.releaseDirectory, '<release>'],
    [places.repositoryDirectory, '<repository>'],
  ];
  // The longest first, since one lies in another; a root of one character is in every text.
  const folders = named.filter(([path]) => path.length > 1).sort(([a], [b]) => b.length - a.length);
  const clean = (text: string) =>
    printable(
      folders.reduce((here, [folder, name]) => here.replaceAll(folder, name), text),
      4000,
    );
  const code = /^[a-z][a-z0-9-]{0,63}$/.test(error.code) ? error.code : 'plugin-failed';
  return {
    code,
    message: clean(error.message),
    ...(error.hint === undefined ? {} : { hint: clean(error.hint) }),
  };
}
