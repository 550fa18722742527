import { isDeepStrictEqual } from 'node:util';
import { diffTrees, isSameEntry, type Objects } from '@gatehouse/git';
import type { Writing } from './read-history.ts';
import { releaseLimit } from './read-release.ts';
import { readYaml } from './read-yaml.ts';

const measured = /^(evidence\/[^/]+\.json|reports\/.+)$/;

/**
 * Whether a commit did nothing to a release but bring evidence: files of `evidence/`, what release.yaml says of them under
 * `evidence`, and what tools wrote and plugins read, in `reports/`. What the release itself refers to (`named`), such as an
 * artifact, is no report, wherever it lies. Who did that has measured it, and not written it. A merge has written it, as
 * has whoever took anything away.
 */
export async function bringsEvidenceAlone(
  objects: Objects,
  { tree, parentTrees }: Pick<Writing, 'tree' | 'parentTrees'>,
  folder: string,
  named: ReadonlySet<string>,
): Promise<boolean> {
  const [parent, ...others] = parentTrees;
  if (parent === undefined || others.length > 0) return false;
  const [own, before] = await Promise.all([tree, parent].map((id) => objects.findEntry(id, folder)));
  if (own?.kind !== 'folder' || before?.kind !== 'folder') return false;
  const changed = await diffTrees(objects, own.id, [before.id]);
  const isEvidence = changed.every(
    ({ path, own: entry }) =>
      entry?.kind === 'file' &&
      !entry.executable &&
      ((measured.test(path) && !named.has(path)) || path === 'release.yaml'),
  );
  if (!isEvidence || !changed.some(({ path }) => measured.test(path))) return false;
  const [after, then] = await Promise.all(
    [own.id, before.id].map((id) => objects.findEntry(id, 'release.yaml')),
  );
  if (!after || !then) return false;
  if (isSameEntry(after, then)) return true;
  const [said, saidBefore] = await Promise.all([after.id, then.id].map((id) => restOf(objects, id, folder)));
  return said !== null && isDeepStrictEqual(said, saidBefore);
}

/** What a release.yaml says besides its evidence; null where that cannot be read. */
async function restOf(objects: Objects, id: string, folder: string): Promise<object | null> {
  try {
    const { value } = readYaml(await objects.readBlob(id, releaseLimit), `${folder}/release.yaml`);
    if (typeof value !== 'object' || value === null) return null;
    const { evidence: _measured, ...rest } = value as Record<string, unknown>;
    return rest;
  } catch {
    return null;
  }
}
