import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes, digestFiles, GatehouseError } from '@gatehouse/contracts';

/** Beside the sources of a plugin that is a program of any language: it says what there is to say of it. */
export const programFile = 'plugin.json';

/**
 * Of the files of a plugin's folder, those that its digest counts; paths are relative to it, with '/'. Of a plugin of
 * the kit these are `package.json` and all under `src/`; of a program all that is there when it runs (place-program.ts).
 */
export function countedPaths(paths: readonly string[]): string[] {
  const counts = paths.includes(programFile) ? isPartOfProgram : isSource;
  return paths.filter(counts).sort();
}

function isSource(path: string): boolean {
  return path === 'package.json' || path.startsWith('src/');
}

// What is made from the rest, tests it, or is left about by tools. Where git ignores it, only one side would have it.
function isPartOfProgram(path: string): boolean {
  if (path === 'README.md' || path.startsWith('test/')) return false;
  return !path.split('/').some(isLeftAbout);
}

function isLeftAbout(name: string): boolean {
  return name.startsWith('.') || ['__pycache__', 'node_modules', 'dist'].includes(name);
}

/** The digest of a plugin's sources, whose bytes are `files`; any that do not count may be among them. */
export function digestPluginSources(files: Record<string, Uint8Array>): string {
  return digestPluginFiles(
    Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, digestBytes(bytes)])),
  );
}

/** The same, from the digests of the files: of large ones a bundle has nothing else. */
export function digestPluginFiles(digests: Record<string, string>): string {
  const counted = countedPaths(Object.keys(digests));
  return digestFiles(Object.fromEntries(counted.map((path) => [path, digests[path] as string])));
}

/** The files of a plugin's folder that its digest counts. Throws GatehouseError `input.path` for a symbolic link. */
export function readPluginSources(folder: string): Record<string, Uint8Array> {
  const program = existsSync(join(folder, programFile));
  const paths = program
    ? filesUnder(folder, '', isLeftAbout)
    : ['package.json', ...filesUnder(folder, 'src')];
  const counted = countedPaths(paths);
  return Object.fromEntries(counted.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
}

function filesUnder(folder: string, path: string, skip = (_name: string) => false): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`;
    if (skip(entry.name)) return [];
    if (entry.isDirectory()) return filesUnder(folder, inner, skip);
    if (entry.isFile()) return [inner];
    // git stores a link's target, the disk shows the target's bytes: the two digests would differ.
    throw new GatehouseError('input.path', `a plugin's sources must be plain files: ${inner}`, {
      hint: 'Replace it by a copy of the file.',
      place: { file: inner },
    });
  });
}
