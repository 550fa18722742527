import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countedPaths, GatehouseError, isLeftAbout, programFile } from '@gatehouse/contracts';

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
