import { posix } from 'node:path';
import type { Release } from '@gatehouse/contracts';
import { type Base, listReleases } from '@gatehouse/facts';
import { parseDocument } from 'yaml';
import type { Content } from './forge.ts';

export const outcomeFile = 'outcome.yaml';

/**
 * Other versions of the name: those that the release goes back to, is compared with or reads from stay, without what was
 * told of them later. The others were not there when it was promoted.
 */
export async function siblingVersions(
  { source }: Base,
  folder: string,
  texts: ReadonlyMap<string, string>,
): Promise<Record<string, Content>> {
  const { rollback, baseline } = parseDocument(texts.get('release.yaml') ?? '').toJS() as Partial<Release>;
  const changes: Record<string, Content> = {};
  for (const other of await listReleases(source)) {
    const version = posix.basename(other);
    if (other === folder || posix.dirname(other) !== posix.dirname(folder)) continue;
    const isNamed = [rollback?.target?.version, baseline?.version].includes(version);
    const isRead = [...texts.values()].some((text) => text.includes(`../${version}/`));
    if (!isNamed && !isRead) changes[other] = null;
    else if ((await source.entryId(`${other}/${outcomeFile}`)) !== null)
      changes[`${other}/${outcomeFile}`] = null;
  }
  return changes;
}
