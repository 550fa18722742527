import { existsSync } from 'node:fs';
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { digestPluginSources, GatehouseError, type PluginManifest } from '@gatehouse/contracts';
import { RunFailure, readPluginSources } from '@gatehouse/plugin-build';

/**
 * Writes just the files that a program's digest counts into `target`: what runs is what evidence names, and nothing
 * that lies beside it takes part. Throws RunFailure `plugin-changed` if they are not those of the manifest.
 */
export async function placeProgram(manifest: PluginManifest, folder: string, target: string): Promise<void> {
  const files = readFiles(folder);
  if (digestPluginSources(files) !== manifest.digest)
    throw new RunFailure(
      'plugin-changed',
      'the files of the plugin are not those that its digest names',
      'Run it again when nothing writes into its folder.',
    );
  for (const [path, bytes] of Object.entries(files)) {
    const place = join(target, path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
    // Whether git keeps the mode depends on the machine; the command says what is run.
    await chmod(place, 0o755);
  }
}

function readFiles(folder: string): Record<string, Uint8Array> {
  try {
    return readPluginSources(folder);
  } catch (error) {
    if (error instanceof GatehouseError) throw new RunFailure('bad-manifest', error.message, error.hint);
    throw new RunFailure('plugin-changed', `the plugin's files can not be read (${codeOf(error)})`);
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/**
 * The command of a program with full paths: what names a file in `directory` is that file, and the program itself is
 * looked for in the folders of `path`. Throws RunFailure `program-missing`.
 */
export async function findProgram(
  command: readonly string[],
  directory: string,
  path: string,
): Promise<string[]> {
  const [program = '', ...rest] = command.map((part) => {
    const beside = join(directory, part);
    return !part.startsWith('-') && !isAbsolute(part) && existsSync(beside) ? beside : part;
  });
  const places = isAbsolute(program)
    ? [program]
    : path.split(delimiter).map((folder) => join(folder, program));
  for (const place of places) {
    if (await isExecutable(place)) return [place, ...rest];
  }
  throw new RunFailure(
    'program-missing',
    `the plugin is run by \`${program}\`, which is not on this machine`,
    'Install it, so that it is found on PATH outside of the repository, and run pnpm gate validate again.',
  );
}

async function isExecutable(path: string): Promise<boolean> {
  const about = await stat(path).catch(() => undefined);
  return about?.isFile() === true && (about.mode & 0o111) !== 0;
}
