import { digestBytes, digestFiles } from './digest.ts';

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

/** Whether tools leave a file or folder of this name about: it is no part of any program. */
export function isLeftAbout(name: string): boolean {
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
