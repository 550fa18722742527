import { digestJson, GatehouseError } from '@gatehouse/contracts';
import { foldName } from '@gatehouse/git';
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
  return [...(await versionsOf(source, [...(await source.folders('releases')).keys()])).keys()];
}

/** The releases of `head` that differ from `base` (with `all`: every one). Cost: that of what differs. */
export async function selectReleases(head: TreeSource, base: TreeSource, all: boolean): Promise<Selection> {
  const kind = await head.kind('releases');
  if (kind !== null && kind !== 'folder')
    return { folders: [], deleted: [], misplaced: ['releases'], outcomes: [] };
  const [names, others] = await Promise.all([head.folders('releases'), base.folders('releases')]);
  const both = [...new Set([...names.keys(), ...others.keys()])].sort();
  const touched = all ? both : both.filter((name) => mayDiffer(names.get(name), others.get(name)));
  const [inHead, inBase] = await Promise.all([versionsOf(head, touched), versionsOf(base, touched)]);
  const deleted = await releasesAmong(
    base,
    [...inBase.keys()].filter((folder) => !inHead.has(folder)),
  );
  const strays = ['releases', ...touched.map((name) => `releases/${name}`)].map(head.strays);
  const misplaced = [
    ...(await Promise.all(strays)).flat(),
    ...sameOnSomeMachines([...names.keys()].map((name) => `releases/${name}`)),
    ...sameOnSomeMachines([...inHead.keys()]),
  ];
  const folders = [...inHead.keys()];
  const open = folders.filter((folder) => mayDiffer(inHead.get(folder), inBase.get(folder)));
  const outcomes = await differingOutcomes(head, base, open);
  if (all) return { folders, deleted, misplaced, outcomes };
  const changed = await Promise.all(open.map((folder) => differs(head, base, folder)));
  return { folders: open.filter((_, index) => changed[index]), deleted, misplaced, outcomes };
}

// A folder without a release.yaml is no release, whatever else lies in it.
async function releasesAmong(source: TreeSource, folders: readonly string[]): Promise<string[]> {
  const kinds = await Promise.all(folders.map((folder) => source.kind(`${folder}/release.yaml`)));
  return folders.filter((_, index) => kinds[index] !== null);
}

/** By the ids of two folders; without them (in the work tree, or where one is not there) nothing is known to be same. */
function mayDiffer(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || one !== other;
}

/** The folders of these names' versions, sorted, with their ids. */
async function versionsOf(
  source: TreeSource,
  names: readonly string[],
): Promise<Map<string, string | undefined>> {
  const versions = names.map(async (name) => {
    const found = await source.folders(`releases/${name}`);
    return [...found].map(([version, id]) => [`releases/${name}/${version}`, id] as const);
  });
  return new Map((await Promise.all(versions)).flat().sort(([one], [other]) => (one < other ? -1 : 1)));
}

// Where case says nothing, releases/x/1.0-RC1 and releases/x/1.0-rc1 are one folder.
function sameOnSomeMachines(folders: readonly string[]): string[] {
  const seen = new Set<string>();
  return folders.filter((folder) => {
    const folded = folder.split('/').map(foldName).join('/');
    return seen.has(folded) || !seen.add(folded);
  });
}

async function differingOutcomes(
  head: TreeSource,
  base: TreeSource,
  folders: readonly string[],
): Promise<string[]> {
  const differ = folders.map(async (folder) => {
    const path = `${folder}/outcome.yaml`;
    if ((await head.kind(path)) === null) return (await base.kind(path)) !== null;
    const [one, other] = await Promise.all([head.entryId(path), base.entryId(path)]);
    return mayDiffer(one ?? undefined, other ?? undefined);
  });
  const found = await Promise.all(differ);
  return folders.filter((_, index) => found[index]);
}

// What can not even be listed (a link in the folder) is looked at, so that its own error says why.
async function differs(head: TreeSource, base: TreeSource, folder: string): Promise<boolean> {
  // Also where it has nothing but an outcome: it would make a release of that name on main.
  if ((await base.kind(folder)) === null) return true;
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
    const plain = plainName(name);
    const matches = known.filter(
      (folder) => folder === `releases/${plain}` || folder.startsWith(`releases/${plain}/`),
    );
    if (matches.length === 0) throw unknownRelease(name, known);
    for (const folder of matches) chosen.add(folder);
  }
  return [...chosen].sort();
}

/** The one release that a user named. Throws `usage.value` for a name that fits none, or several. */
export async function chooseRelease(head: TreeSource, name: string): Promise<string> {
  const [folder, ...more] = await chooseReleases(head, [name]);
  if (folder !== undefined && more.length === 0) return folder;
  throw new GatehouseError('usage.value', `${name} names more than one release`, {
    hint: 'Name one: <name>/<version>.',
  });
}

/** What people write for a release (`./releases/churn/2.0.0/`), as `<name>/<version>`, or `<name>` for all of them. */
export function plainName(name: string): string {
  return name
    .replace(/^\.\//, '')
    .replace(/^releases\//, '')
    .replace(/\/(release\.yaml)?$/, '');
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
