import { posix } from 'node:path';
import { GatehouseError, type Place } from '@gatehouse/contracts';

/**
 * A path as written in a release, from its folder, as a path from the root of the repository. Throws `input.path`
 * when it leaves the repository; `place` says where it is written.
 */
export function resolvePath(folder: string, path: string, place: () => Place): string {
  const resolved = posix.join(folder, path);
  if (
    path.startsWith('/') ||
    path.includes('\\') ||
    path.includes('\0') ||
    resolved === '..' ||
    resolved.startsWith('../') ||
    resolved.split('/')[0] === '.git'
  ) {
    throw new GatehouseError('input.path', `${JSON.stringify(path)} leaves the repository`, {
      hint: 'Paths are relative to the folder of the release and must stay inside the repository.',
      place: place(),
    });
  }
  return resolved;
}
