import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { digestBytes, digestJson } from '@gatehouse/contracts';

/** What of `policies/` is a team's own: who signs, how strictly services are judged, and what only an engine inside needs. */
export function isTeamsOwn(path: string): boolean {
  return path.startsWith('trust/') || ['services.yaml', 'governed.yaml', '.gitattributes'].includes(path);
}

/** The files below a folder, by their paths from it, sorted. */
export async function listPolicies(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The policies that the engine brings, by their path below `policies/`. */
export async function readStockPolicies(home: string): Promise<Map<string, Buffer>> {
  const folder = join(home, 'policies');
  const paths = (await listPolicies(folder)).filter((path) => !isTeamsOwn(path));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  );
}

/** `sha256:…` over the paths and bytes of stock policies: what a lock says of them. */
export function digestStockPolicies(files: ReadonlyMap<string, Buffer>): string {
  return digestJson(Object.fromEntries([...files].map(([path, bytes]) => [path, digestBytes(bytes)])));
}
