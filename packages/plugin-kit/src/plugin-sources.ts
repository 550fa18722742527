import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestBytes, digestFiles, GatehouseError } from '@gatehouse/contracts';

/**
 * The digest of a plugin's sources: of `package.json` and everything under `src/`. Keys are paths relative to the
 * plugin's folder, with '/'; any others (tests, README, dist) do not count. It reads nothing, so that the same
 * digest can be computed from git's blobs.
 */
export function digestPluginSources(files: Record<string, Uint8Array>): string {
  const counted = Object.keys(files)
    .filter((path) => path === 'package.json' || path.startsWith('src/'))
    .sort();
  return digestFiles(
    Object.fromEntries(counted.map((path) => [path, digestBytes(files[path] as Uint8Array)])),
  );
}

/** The files of a plugin's folder that its digest counts. Throws GatehouseError `input.path` for a symbolic link. */
export function readPluginSources(folder: string): Record<string, Uint8Array> {
  const paths = ['package.json', ...filesUnder(folder, 'src')];
  return Object.fromEntries(paths.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
}

function filesUnder(folder: string, path: string): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) return filesUnder(folder, inner);
    if (entry.isFile()) return [inner];
    // git stores a link's target, the disk shows the target's bytes: the two digests would differ.
    throw new GatehouseError('input.path', `a plugin's sources must be plain files: ${inner}`, {
      hint: 'Replace it by a copy of the file.',
      place: { file: inner },
    });
  });
}
