import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Evidence, PluginAnswer, PluginManifest } from '@gatehouse/contracts';
import { checkConfig } from './check-config.ts';
import { collectInputPaths } from './collect-input-paths.ts';
import { isolate } from './isolation.ts';
import { checkUnchanged, describeInputs, openInputs, type PluginInput } from './plugin-inputs.ts';
import { printable } from './printable.ts';
import { readAnswer } from './read-answer.ts';
import { runChild } from './run-child.ts';
import { RunFailure } from './run-failure.ts';

export interface RunOptions {
  manifest: PluginManifest;
  /** The plugin's dist folder, absolute. */
  directory: string;
  config: unknown;
  /** What the paths in `config` are relative to, absolute. */
  releaseDirectory: string;
  /** What they can not leave, absolute. */
  repositoryDirectory: string;
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
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'gatehouse-plugin-')));
  const places = { ...options, temporary };
  try {
    await checkConfig(options.manifest, options.config);
    inputs = await openInputs(collectInputPaths(options.manifest.config, options.config), options);
    const answer = await measure(options, inputs, temporary);
    if ('error' in answer)
      return { inputs: describeInputs(inputs), error: cleanError(answer.error, inputs, places) };
    const { schema: _, ...measured } = answer;
    return { inputs: describeInputs(inputs), measured };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    return { inputs: describeInputs(inputs), error: cleanError(error, inputs, places) };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function measure(options: RunOptions, inputs: PluginInput[], temporary: string): Promise<PluginAnswer> {
  const { manifest, config } = options;
  const directory = await realpath(options.directory).catch(() => {
    throw new RunFailure('crashed', 'the plugin is not built', 'Run `pnpm build`.');
  });
  const readable = inputs.map((input) => input.absolute);
  const files = Object.fromEntries(inputs.map((input) => [input.path, input.absolute]));
  const result = await runChild({
    command: await isolate(manifest, { directory, temporary, readable }),
    directory: temporary,
    environment: bareEnvironment(temporary),
    input: JSON.stringify({ schema: 'gatehouse/plugin-request@1', config, files }),
    seconds: manifest.limits.seconds,
    memoryMb: manifest.limits.memory_mb,
    onProgress: options.onProgress ?? (() => {}),
    signal: options.signal,
  });
  await checkUnchanged(inputs);
  return readAnswer(result, manifest.limits);
}

// Nothing of the user's environment: no tokens, no NODE_OPTIONS, the same zone and language everywhere.
function bareEnvironment(temporary: string): Record<string, string> {
  const programs = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
  return { PATH: programs, TZ: 'UTC', LANG: 'C.UTF-8', HOME: temporary, TMPDIR: temporary };
}

// Errors are committed as evidence: they name no folder of this machine, and can not play with a terminal.
function cleanError(
  error: { code: string; message: string; hint?: string | undefined },
  inputs: readonly PluginInput[],
  places: Pick<RunOptions, 'directory' | 'releaseDirectory' | 'repositoryDirectory'> & { temporary: string },
): NonNullable<Evidence['error']> {
  const named: [string, string][] = [
    ...inputs.map((input): [string, string] => [input.absolute, input.path]),
    [places.temporary, '<temporary>'],
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
