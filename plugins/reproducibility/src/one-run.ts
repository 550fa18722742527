import { constants, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { runCommand } from './run-command.ts';

/** A new folder with copies of the inputs. */
interface Prepared {
  /** Where the command runs: what the release's folder is to the inputs. */
  release: string;
  environment: Record<string, string>;
}

/** A run that ended well. */
export interface Finished {
  release: string;
  seconds: number;
}

/**
 * Copies the declared inputs to the places that they have relative to the release. For those that begin with `../`
 * the release's folder lies as deep as it must, so that nothing leaves `folder`.
 */
export async function prepareRun({ config, file }: PluginContext<Config>, folder: string): Promise<Prepared> {
  const inputs = [...new Set([...config.inputs, ...(config.lock_files ?? [])])];
  const depth = Math.max(0, ...[...inputs, ...config.outputs.map(({ path }) => path)].map(levelsUp));
  const release = join(folder, 'files', ...Array.from({ length: depth }, () => 'up'));
  const [home, temporary] = [join(folder, 'home'), join(folder, 'tmp')];
  for (const made of [release, home, temporary]) await mkdir(made, { recursive: true });
  for (const input of inputs) {
    const place = join(release, input);
    await mkdir(dirname(place), { recursive: true });
    await copyFile(file(input), place, constants.COPYFILE_FICLONE);
  }
  return { release, environment: environmentOf(config, home, temporary) };
}

function levelsUp(path: string): number {
  return posix
    .normalize(path)
    .split('/')
    .filter((part) => part === '..').length;
}

/** What of the environment a run gets, besides PATH, HOME and TMPDIR. */
export const fixedEnvironment = {
  LANG: 'C',
  LC_ALL: 'C',
  TZ: 'UTC',
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
};

function environmentOf(config: Config, home: string, temporary: string): Record<string, string> {
  const seeds = Object.entries(config.seeds ?? {}).map(([name, seed]) => [name, String(seed)]);
  return {
    ...fixedEnvironment,
    ...config.environment,
    ...Object.fromEntries(seeds),
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: temporary,
  };
}

/** Runs the command. Throws PluginError `program-missing`, `command-failed` or `command-timeout`, with its last words. */
export async function runPrepared(prepared: Prepared, config: Config, run: number): Promise<Finished> {
  const seconds = config.seconds ?? 600;
  const ended = await runCommand(config.command, { ...prepared, folder: prepared.release, seconds });
  const said = ended.tail.length === 0 ? '' : `; it said last: ${ended.tail.join(' | ')}`;
  switch (ended.how) {
    case 'missing':
      throw new PluginError(
        'program-missing',
        `the command \`${config.command[0]}\` is neither on this machine nor among the inputs`,
        'Install it, or declare it as an input and name it ./like/this.',
      );
    case 'timeout':
      throw new PluginError(
        'command-timeout',
        `run ${run} did not end within ${seconds} seconds${said}`,
        'Raise `seconds`, or let the command do less.',
      );
    case 'failed':
      throw new PluginError(
        'command-failed',
        `run ${run} ended with ${ended.signal ?? `exit code ${ended.code}`}${said}`,
        'Only declared inputs lie in its folder, HOME is empty, and there is no network.',
      );
    case 'well':
      return { release: prepared.release, seconds: ended.seconds };
  }
}
