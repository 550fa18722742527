import { digestJson, GatehouseError } from '@gatehouse/contracts';
import { folderDigests } from './release-digest.ts';
import { folderDiffers, type TreeSource } from './tree-source.ts';

/** Which releases a run looks at. */
export interface Selection {
  /** Release folders, sorted. */
  folders: string[];
  /** Folders that the base has and the head has lost: promoted releases are never deleted. */
  deleted: string[];
  /** Paths that could be taken for a release and that no rule would look at: a release.yaml elsewhere, links. */
  misplaced: string[];
  /** Release folders of which the outcome differs: it judges none of them, and has to be readable for later ones. */
  outcomes: string[];
}

/** The release folders of a tree: releases/<name>/<version>, sorted. */
export async function listReleases(source: TreeSource): Promise<string[]> {
  return versionsOf(source, await source.folders('releases'));
}

/** The releases of `head` that differ from `base` (with `all`: every one). Cost: that of what differs. */
export async function selectReleases(head: TreeSource, base: TreeSource, all: boolean): Promise<Selection> {
  const kind = await head.kind('releases');
  if (kind !== null && kind !== 'folder')
    return { folders: [], deleted: [], misplaced: ['releases'], outcomes: [] };
  const [names, others] = await Promise.all([head.folders('releases'), base.folders('releases')]);
  const both = [...new Set([...names, ...others])].sort();
  const same = await Promise.all(both.map((name) => isSame(head, base, `releases/${name}`)));
  const touched = all ? both : both.filter((_, index) => !same[index]);
  const [inHead, inBase] = await Promise.all([versionsOf(head, touched), versionsOf(base, touched)]);
  const present = new Set(inHead);
  const deleted = inBase.filter((folder) => !present.has(folder));
  const strays = ['releases', ...touched.map((name) => `releases/${name}`)].map(head.strays);
  const misplaced = [
    ...(await Promise.all(strays)).flat(),
    ...sameOnSomeMachines(names.map((name) => `releases/${name}`)),
    ...sameOnSomeMachines(inHead),
  ];
  const outcomes = await differingOutcomes(head, base, inHead);
  if (all) return { folders: inHead, deleted, misplaced, outcomes };
  const changed = await Promise.all(inHead.map((folder) => differs(head, base, folder)));
  return { folders: inHead.filter((_, index) => changed[index]), deleted, misplaced, outcomes };
}

async function isSame(head: TreeSource, base: TreeSource, folder: string): Promise<boolean> {
  const [one, other] = await Promise.all([head.entryId(folder), base.entryId(folder)]);
  return one !== undefined && one !== null && one === other;
}

async function versionsOf(source: TreeSource, names: readonly string[]): Promise<string[]> {
  const versions = names.map(async (name) => {
    const found = await source.folders(`releases/${name}`);
    return found.map((version) => `releases/${name}/${version}`);
  });
  return (await Promise.all(versions)).flat().sort();
}

// Where case says nothing, releases/x/1.0-RC1 and releases/x/1.0-rc1 are one folder.
function sameOnSomeMachines(folders: readonly string[]): string[] {
  const seen = new Set<string>();
  return folders.filter((folder) => {
    const folded = folder.normalize('NFC').toLowerCase();
    return seen.has(folded) || !seen.add(folded);
  });
}

async function differingOutcomes(
  head: TreeSource,
  base: TreeSource,
  folders: readonly string[],
): Promise<string[]> {
  const touched = await Promise.all(folders.map(async (folder) => !(await isSame(head, base, folder))));
  const ids = folders.map(async (folder, index) => {
    if (!touched[index]) return false;
    const path = `${folder}/outcome.yaml`;
    return (await head.kind(path)) !== null && !(await isSame(head, base, path));
  });
  const differ = await Promise.all(ids);
  return folders.filter((_, index) => differ[index]);
}

// What can not even be listed (a link in the folder) is looked at, so that its own error says why.
async function differs(head: TreeSource, base: TreeSource, folder: string): Promise<boolean> {
  try {
    return (await folderDiffers(head, base, folder)) && (await digestOf(head)) !== (await digestOf(base));
  } catch {
    return true;
  }

  // What came of a release is told after its promotion, and is no part of what was signed.
  async function digestOf(source: TreeSource): Promise<string> {
    return digestJson(await folderDigests(source, folder));
  }
}

/**
 * The releases that a user named: `credit-scorer/1.1.0`, `credit-scorer` (every version), with or without
 * `releases/` before and `/release.yaml` behind. Throws `usage.value` for a name that fits none.
 */
export async function chooseReleases(head: TreeSource, names: readonly string[]): Promise<string[]> {
  const known = await listReleases(head);
  const chosen = new Set<string>();
  for (const name of names) {
    const plain = name
      .replace(/^\.\//, '')
      .replace(/^releases\//, '')
      .replace(/\/(release\.yaml)?$/, '');
    const matches = known.filter(
      (folder) => folder === `releases/${plain}` || folder.startsWith(`releases/${plain}/`),
    );
    if (matches.length === 0) throw unknownRelease(name, known);
    for (const folder of matches) chosen.add(folder);
  }
  return [...chosen].sort();
}

function unknownRelease(name: string, known: readonly string[]): GatehouseError {
  const names = known.map((folder) => folder.slice('releases/'.length));
  const shown = names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '');
  return new GatehouseError('usage.value', `there is no release ${JSON.stringify(name)}`, {
    hint:
      names.length === 0
        ? 'The tree has no releases. Make one: pnpm gate new <name> <version>'
        : `There are: ${shown}`,
  });
}
