import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatehouseError, type Lock } from '@gatehouse/contracts';
import { lockPath } from '@gatehouse/facts';
import { digestStockPolicies, isTeamsOwn, listPolicies } from './stock-policies.ts';

/**
 * Puts the stock policies of another engine, and its lock, in place of those of the old lock. Throws `input.changed`, and
 * writes nothing, where what lies there is not what the lock pins: an edit would be lost.
 */
export async function replacePolicies(
  root: string,
  old: Lock,
  next: { stock: ReadonlyMap<string, Buffer>; lock: string },
): Promise<{ written: string[]; removed: string[] }> {
  const there = await readPolicies(root);
  const [now, wanted] = [digestStockPolicies(there), digestStockPolicies(next.stock)];
  // Its own files are there already where it was called twice.
  if (now !== old.policies && now !== wanted) throw edited(there, next.stock);
  const written = [...next.stock]
    .filter(([path, bytes]) => !there.get(path)?.equals(bytes))
    .map(([path]) => path);
  const removed = [...there.keys()].filter((path) => !next.stock.has(path));
  for (const path of written) await replace(join(root, 'policies', path), next.stock.get(path) as Buffer);
  for (const path of removed) await rm(join(root, 'policies', path));
  await replace(join(root, lockPath), next.lock);
  return { written, removed };
}

async function readPolicies(root: string): Promise<Map<string, Buffer>> {
  const folder = join(root, 'policies');
  const paths = (await listPolicies(folder)).filter((path) => !isTeamsOwn(path));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  );
}

async function replace(file: string, bytes: string | Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.gatehouse-new`, bytes);
  await rename(`${file}.gatehouse-new`, file);
}

// What the old engine brought is not at hand; what the new one does not know is most likely a team's own.
function edited(there: ReadonlyMap<string, Buffer>, stock: ReadonlyMap<string, Buffer>): GatehouseError {
  const own = [...there.keys()].filter((path) => !stock.has(path));
  const named = own.length > 0 ? `: ${own.slice(0, 5).join(', ')}` : '';
  return new GatehouseError(
    'input.changed',
    `policies/ is not what gatehouse.lock pins: files were edited, added or removed${named}`,
    {
      hint: 'An upgrade replaces the stock policies. Put rules and numbers of your own into packs/<name>/, take policies/ back to what it was (git log -- policies), then upgrade.',
      place: { file: 'policies' },
    },
  );
}
