import { GatehouseError, type Release } from '@gatehouse/contracts';
import { confirmationDigest, readRelease, referencedFiles, resolvePath } from '@gatehouse/facts';
import type { Confirmation } from '@gatehouse/signoff';
import type { Answer } from './people.ts';
import type { Tip, World } from './world.ts';

/** Answers about the release as it is in a tip, as a sign-off carries them. */
export function answersOf(world: World, tip: Tip, own: readonly Answer[]): Confirmation[] {
  if (own.length === 0) return [];
  const release = readManifest(world, tip);
  if (release === null) return [];
  const about = {
    project: world.project,
    target: world.target,
    release,
    files: filesOf(world, tip, release),
  };
  const byItem = new Map(own.map((answer) => [answer.item, answer]));
  return [...byItem.values()]
    .map(({ item, version, rests_on }) => ({ item, version, parts: rests_on }))
    .map((one) => ({ ...one, digest: confirmationDigest(about, one) }))
    .sort((one, other) => (one.item < other.item ? -1 : 1));
}

// What an attack wrote may be none: nobody confirms that.
function readManifest({ folder }: World, { manifest }: Tip): Release | null {
  try {
    const { evidence: _evidence, ...release } = readRelease(manifest, folder).release;
    return release;
  } catch (error) {
    if (error instanceof GatehouseError) return null;
    throw error;
  }
}

function filesOf(
  { folder, outside }: World,
  { digests }: Tip,
  release: Release,
): Record<string, { digest: string; size: number }> {
  const files = referencedFiles(release).flatMap(({ path }) => {
    const place = () => ({ file: `${folder}/release.yaml` });
    const digest = digests.get(outside.get(path) ?? resolvePath(folder, path, place));
    return digest === undefined ? [] : [[path, { digest, size: 1 }] as const];
  });
  return Object.fromEntries(files);
}
