import { endsWith, groupByName, nameOf } from './align-paths.ts';
import type { Source } from './coverage.ts';
import { kindOf } from './normalise-path.ts';
import type { Added } from './read-diff.ts';

export interface Changed {
  /** Added lines that the reports know. */
  lines: number;
  covered: number;
  /** Added lines of files that no report knows, but of whose kind the reports know others. */
  unknown: number;
  /** By file: the added lines that were not run. */
  uncovered: { file: string; lines: number[] }[];
  unknownFiles: { file: string; lines: number }[];
}

/** Looks the added lines up in the reports. */
export function measureChanged(added: readonly Added[], sources: ReadonlyMap<string, Source>): Changed {
  const find = finderOf(sources);
  const kinds = new Set([...sources.keys()].map(kindOf));
  const changed: Changed = { lines: 0, covered: 0, unknown: 0, uncovered: [], unknownFiles: [] };
  for (const { path: file, lines } of added) {
    const source = find(file);
    const known = lines.filter((line) => source?.lines.has(line));
    const uncovered = known.filter((line) => !source?.lines.get(line));
    changed.lines += known.length;
    changed.covered += known.length - uncovered.length;
    if (uncovered.length > 0) changed.uncovered.push({ file, lines: uncovered });
    if (source === undefined && lines.length > 0 && kinds.has(kindOf(file))) {
      changed.unknown += lines.length;
      changed.unknownFiles.push({ file, lines: lines.length });
    }
  }
  return changed;
}

/**
 * Finds the source of a path that is relative to the repository: one of the same path, within the folder that all have in
 * common or not; else the one with the longest end in common, if there is one such. A path of one part is not looked for
 * at the end of a longer one: any `main.py` would be found by it.
 */
function finderOf(sources: ReadonlyMap<string, Source>): (path: string) => Source | undefined {
  const byName = groupByName(sources.keys());
  const root = commonFolder([...sources.keys()]);
  return (path) => {
    const same = sources.get(path) ?? sources.get(root + path);
    if (same !== undefined) return same;
    const candidates = (byName.get(nameOf(path)) ?? []).filter(
      (other) => endsWith(other, path) || (other.includes('/') && endsWith(path, other)),
    );
    const longest = Math.max(...candidates.map((other) => Math.min(other.length, path.length)));
    const [found, ...others] = candidates.filter((other) => Math.min(other.length, path.length) === longest);
    return found !== undefined && others.length === 0 ? sources.get(found) : undefined;
  };
}

function commonFolder(paths: readonly string[]): string {
  const [first = '', ...rest] = paths;
  let end = first.lastIndexOf('/') + 1;
  for (const path of rest)
    while (end > 0 && !path.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1;
  return first.slice(0, end);
}
