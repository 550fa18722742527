import type { Source } from './coverage.ts';
import { isAbsolute } from './normalise-path.ts';

/** A folder that stands before the paths of one report, and not before those of another. */
interface Root {
  add: string;
  strip: string;
}

/**
 * The paths of `sources` as those of `known` name the same files, where one report counts from another folder than the other.
 * There must be one such folder for the report as a whole: the one by which most of its files are found. `isClear` is false
 * where several are as good; then all paths stay as they are.
 */
export function alignPaths(
  known: ReadonlyMap<string, Source>,
  sources: ReadonlyMap<string, Source>,
): { paths: Map<string, string>; isClear: boolean } {
  const votes = new Map<string, { root: Root; found: number }>();
  const byName = groupByName(known.keys());
  for (const path of sources.keys())
    for (const root of rootsOf(path, byName.get(nameOf(path)) ?? [])) {
      const key = JSON.stringify(root);
      const vote = votes.get(key) ?? { root, found: 0 };
      votes.set(key, { root, found: vote.found + 1 });
    }
  const [best, next] = [...votes.values()].sort((a, b) => b.found - a.found);
  const isClear = best === undefined || next === undefined || best.found > next.found;
  const root = best && isClear ? best.root : { add: '', strip: '' };
  return { paths: new Map([...sources.keys()].map((path) => [path, move(path, root)])), isClear };
}

function rootsOf(path: string, candidates: readonly string[]): Root[] {
  return candidates.flatMap((other): Root[] => {
    if (other === path) return [{ add: '', strip: '' }];
    if (endsWith(other, path)) return [{ add: other.slice(0, -path.length), strip: '' }];
    return endsWith(path, other) ? [{ add: '', strip: path.slice(0, -other.length) }] : [];
  });
}

function move(path: string, { add, strip }: Root): string {
  if (add !== '' && !isAbsolute(path)) return add + path;
  return strip !== '' && path.startsWith(strip) ? path.slice(strip.length) : path;
}

/** Whether `end` is the last parts of `path`, and not all of it. */
export function endsWith(path: string, end: string): boolean {
  return path.length > end.length && !isAbsolute(end) && path.endsWith(`/${end}`);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function groupByName(paths: Iterable<string>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const group = groups.get(nameOf(path));
    if (group) group.push(path);
    else groups.set(nameOf(path), [path]);
  }
  return groups;
}
