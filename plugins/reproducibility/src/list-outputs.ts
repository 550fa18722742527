import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { PluginError } from '@gatehouse/plugin-kit';
import type { Output } from './config.ts';
import type { Finished } from './one-run.ts';

/** One file to be compared: declared by itself, or found in a declared folder. */
export interface Item extends Output {
  /** Where it is in each run; null where that run did not write it. */
  files: (string | null)[];
}

const mostFiles = 10_000;

/**
 * The files to compare. A folder stands for the files that any run wrote into it, but for those that are declared by
 * themselves; what no run wrote, or only emptily, is one file that is missing. Throws PluginError `output-unusable`.
 */
export async function listOutputs(outputs: readonly Output[], runs: readonly Finished[]): Promise<Item[]> {
  const declared = outputs.map((output) => ({ ...output, path: plainPath(output.path) }));
  const items: Item[] = [];
  for (const output of declared) {
    const written = await Promise.all(runs.map(({ release }) => filesAt(release, output.path)));
    const others = declared.filter((one) => one !== output).map(({ path }) => path);
    const paths = [...new Set(written.flat())];
    if (paths.some((path) => path !== output.path) && (output.metrics || output.recorded !== undefined))
      throw unusable(`${output.path} is a folder: only a file has metrics or a recorded digest`);
    const compared =
      paths.length === 0 ? [output.path] : paths.filter((path) => !others.includes(path)).sort();
    for (const path of compared) {
      const files = runs.map(({ release }, run) =>
        written[run]?.includes(path) ? join(release, path) : null,
      );
      items.push(path === output.path ? { ...output, files } : { path, files });
    }
  }
  return items;
}

function plainPath(path: string): string {
  return posix.normalize(path).replace(/\/$/, '');
}

/** The plain files at a path: itself, or all in the folder that it is; none where nothing is. */
async function filesAt(release: string, path: string): Promise<string[]> {
  const place = join(release, path);
  const about = await lstat(place).catch(() => null);
  if (about === null) return [];
  // Through a link, both runs could be seen in one place outside of them, and would be the same.
  if ((await realpath(place)) !== join(await realpath(release), path) || about.isSymbolicLink())
    throw unusable(`${path} lies behind a symbolic link`);
  // Two runs that failed in silence would leave the same empty file.
  if (about.isFile()) return about.size === 0 ? [] : [path];
  if (!about.isDirectory()) throw unusable(`${path} is neither a file nor a folder`);
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  const inside = entries.filter((entry) => !entry.isDirectory());
  const odd = inside.find((entry) => !entry.isFile());
  if (odd) throw unusable(`${path} holds ${odd.name}, which is neither a file nor a folder`);
  if (inside.length > mostFiles)
    throw unusable(`${path} holds ${inside.length} files, more than ${mostFiles}`);
  return inside.map((entry) =>
    posix.join(path, posix.relative(place, posix.join(entry.parentPath, entry.name))),
  );
}

function unusable(message: string): PluginError {
  return new PluginError('output-unusable', `the output ${message}`, 'Let the command write plain files.');
}
