import { type BlobDigest, findPaths, type Objects } from '@gatehouse/git';

/** A file by its bytes, and every path where it was seen, sorted. Size in bytes. */
export interface NamedBlob extends BlobDigest {
  /** Its git id. */
  id: string;
  paths: string[];
}

/**
 * Finds the paths of blobs in the trees of a step, as far as the objects have them: those of the commit and of its
 * base, and of its other commits where neither has the blob.
 */
export async function nameBlobs(
  objects: Objects,
  { commit, base, others }: { commit: string; base: string; others: readonly string[] },
  blobs: ReadonlyMap<string, BlobDigest>,
): Promise<NamedBlob[]> {
  const seen = new Map([...blobs.keys()].map((id) => [id, new Set<string>()]));
  const look = async (of: string) => {
    const { tree } = await objects.readCommit(of);
    for (const [id, paths] of await findPaths(objects, tree, new Set(blobs.keys()))) {
      for (const path of paths) seen.get(id)?.add(path);
    }
  };
  const isNamed = () => [...seen.values()].every((paths) => paths.size > 0);
  if (blobs.size > 0) for (const one of [commit, base]) await look(one);
  for (const one of others) if (!isNamed()) await look(one);
  return [...blobs].map(([id, digest]) => ({ id, ...digest, paths: [...(seen.get(id) ?? [])].sort() }));
}
