import { GatehouseError } from '@gatehouse/contracts';
import { type CoveredPaths, foldPath, pathsOutside } from '@gatehouse/facts';
import { diffTrees } from '@gatehouse/git';
import type { Judged } from '@gatehouse/report';
import type { Change } from './change.ts';

/** A release that a change brings, and what it has outside of its folder. */
export interface BroughtRelease {
  name: string;
  /** As `foldPath` gives it. */
  outside: ReadonlySet<string>;
}

export async function broughtOutside(
  { head }: Change,
  folder: string,
  { facts, locate }: Pick<Judged, 'facts' | 'locate'>,
): Promise<Set<string>> {
  const paths = [...pathsOutside(folder, { release: facts.release, locate }).values()];
  const found = await Promise.all(paths.map((path) => head.digest(path)));
  return new Set(paths.filter((_, index) => found[index] !== null).map(foldPath));
}

/**
 * What promoted releases have outside of their folders stays as it was signed, unless the same change brings a version
 * of that name which vouches for the new one. Governed files have a quorum of their own. Cost: linear in what changes.
 */
export async function changedAfterPromotion(
  { objects, base, fork, head }: Change,
  brought: readonly BroughtRelease[],
): Promise<GatehouseError[]> {
  if (head.tree === null || fork.tree === null) return [];
  const differ = await diffTrees(objects, head.tree, [fork.tree], (path) => path !== 'releases');
  const governed = await base.governed();
  const open = differ.filter(({ path, own }) => path !== 'releases' && !governed.covers(path, own?.kind));
  if (open.length === 0) return [];
  const covered = await base.coveredPaths();
  const touched = toucher(covered);
  return open.flatMap(({ path }) => {
    const left = touched(foldPath(path)).flatMap((taken) => {
      const releases = (covered.get(taken) ?? []).map((folder) => folder.slice('releases/'.length));
      return releases.filter(
        (release) =>
          !brought.some(({ name, outside }) => release.startsWith(`${name}/`) && outside.has(taken)),
      );
    });
    return left.length === 0 ? [] : [changedArtifact(path, left, base.target)];
  });
}

/**
 * The covered paths that a difference at a path takes away or changes: that path, those below it (a link, a file or a
 * submodule stands where their folder was), and those above it (a folder stands where the file was).
 */
function toucher(covered: CoveredPaths): (path: string) => string[] {
  const below = new Map<string, string[]>();
  for (const path of covered.keys())
    for (const folder of foldersAbove(path)) below.set(folder, [...(below.get(folder) ?? []), path]);
  return (path) => [
    ...[path, ...foldersAbove(path)].filter((one) => covered.has(one)),
    ...(below.get(path) ?? []),
  ];
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function changedArtifact(path: string, releases: readonly string[], target: string): GatehouseError {
  const more = releases.length > 1 ? ` and ${releases.length - 1} more` : '';
  return new GatehouseError(
    'refused.promoted',
    `${path} is part of the promoted release ${releases[0]}${more}, and was signed as it is on the base`,
    {
      hint: `Put it back as it is on ${target} (git checkout ${target} -- <path>). What is new gets a path of its own, or comes with a new version of the release that refers to it.`,
      place: { file: path },
    },
  );
}
