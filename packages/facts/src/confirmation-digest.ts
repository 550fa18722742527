import { digestJson, type Facts, type Release } from '@gatehouse/contracts';
import type { Confirmation } from '@gatehouse/signoff';
import { type FileReference, referencedFiles } from './referenced-files.ts';

/** Of the facts of a release, what a confirmation can rest on. */
export type Confirmable = Pick<Facts, 'project' | 'target' | 'release' | 'files'>;

/**
 * The digest of all that a confirmation rests on, as it stands now: what the release says of the item (but not who is
 * said to have confirmed it), the named parts of release.yaml, the artifacts, and every file that these refer to. An edit
 * of anything else leaves it as it is.
 */
export function confirmationDigest(
  { project, target, release, files }: Confirmable,
  { item, version, parts }: Omit<Confirmation, 'digest'>,
): string {
  const spec = release as unknown as Record<string, unknown>;
  const rests = (reference: FileReference) => {
    const [part] = reference.at;
    if (part === 'checklists') return itemAt(release, reference.at) === item;
    return part === 'artifacts' || parts.includes(`${part}`);
  };
  const paths = referencedFiles(release as Release).filter(rests);
  return digestJson({
    schema: 'gatehouse/confirmation@1',
    ...{ project, target, release: release.name, item, version },
    says: saidOf(release, item),
    parts: parts.map((part) => [part, spec[part] ?? null]),
    artifacts: (release.artifacts ?? []).map(({ id, digest }) => [id, digest ?? null]),
    files: paths.map(({ path }) => [path, files[path]?.digest ?? null]),
  });
}

/** What the release says of an item of the checklists, each time that it is listed. */
function saidOf({ checklists = [] }: Facts['release'], name: string): object[] {
  return checklists.flatMap(({ module, items }) =>
    items
      .filter(({ id }) => `${module}/${id}` === name)
      .map(({ evidence = null, note = null }) => ({ evidence, note })),
  );
}

function itemAt({ checklists = [] }: Facts['release'], at: FileReference['at']): string {
  const list = checklists[at[1] as number];
  return `${list?.module}/${list?.items[at[3] as number]?.id}`;
}
