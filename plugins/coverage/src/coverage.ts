import { PluginError } from '@gatehouse/plugin-kit';
import { normalisePath } from './normalise-path.ts';

/** What the reports know of one source file. */
export interface Source {
  /** By number: whether it was run. A line that is not here cannot be run, or was not looked at. */
  lines: Map<number, boolean>;
  /** By number of the line, then by name of the branch, which begins with the format: whether it was taken. */
  branches: Map<number, Map<string, boolean>>;
}

export interface Counts {
  lines: number;
  lines_covered: number;
  branches: number;
  branches_covered: number;
}

/** A number that a report says of itself, and what its lines add up to; counts that differ by tool are all given. */
export interface Total {
  what: string;
  said: number;
  counted: readonly number[];
  /** By how much it may differ, of a rounded share. */
  within?: number;
}

/** A report, in the words of this plugin. */
export interface CoverageReport {
  format: string;
  /** By path, as normalisePath writes it. */
  sources: Map<string, Source>;
  totals: Total[];
  /** When it was made, in seconds since 1970, where it says so; the earliest. */
  seconds?: number | undefined;
  /** As they stand in the report, where a line may stand several times, for each class that the compiler made of it. */
  listed?: Counts;
  /** Of a report that has no lines but their number. */
  summary?: Counts;
}

/** The source at a path of `sources`, which is made where it is not there yet. Throws PluginError `unknown-shape`. */
export function sourceAt(sources: Map<string, Source>, path: string, place: string): Source {
  const normal = normalisePath(path);
  if (normal === '')
    throw new PluginError(
      'unknown-shape',
      `${place} names no source file`,
      'Let its tool write the report again.',
    );
  const found = sources.get(normal) ?? emptySource();
  sources.set(normal, found);
  return found;
}

export function emptySource(): Source {
  return { lines: new Map(), branches: new Map() };
}

/** Lays what one report, or one part of it, knows of a file on what is known already. Throws as sourceAt. */
export function addSource(sources: Map<string, Source>, path: string, source: Source, place: string): void {
  const known = sourceAt(sources, path, place);
  for (const [line, isCovered] of source.lines) addLine(known, line, isCovered);
  for (const [line, ofLine] of source.branches)
    for (const [name, isTaken] of ofLine) addBranch(known, line, name, isTaken);
}

/** A line that any of its entries ran is covered. */
export function addLine({ lines }: Source, line: number, isCovered: boolean): void {
  lines.set(line, isCovered || (lines.get(line) ?? false));
}

export function addBranch({ branches }: Source, line: number, name: string, isTaken: boolean): void {
  const ofLine = branches.get(line) ?? new Map<string, boolean>();
  ofLine.set(name, isTaken || (ofLine.get(name) ?? false));
  branches.set(line, ofLine);
}

/** Of a format that only counts the branches of a line: which of them were taken cannot be told, so the first ones are. */
export function addBranches(
  source: Source,
  line: number,
  format: string,
  { taken, all }: { taken: number; all: number },
): void {
  for (let i = 0; i < all; i += 1) addBranch(source, line, `${format}:${i}`, i < taken);
}

export function noCounts(): Counts {
  return { lines: 0, lines_covered: 0, branches: 0, branches_covered: 0 };
}

/** Counts each line once. Of a line that several formats describe, the most branches and the most taken of any count. */
export function countSources(sources: Iterable<Source>): Counts {
  const counts = noCounts();
  for (const { lines, branches } of sources) {
    counts.lines += lines.size;
    for (const isCovered of lines.values()) counts.lines_covered += isCovered ? 1 : 0;
    for (const ofLine of branches.values()) {
      const { all, taken } = countBranches(ofLine);
      counts.branches += all;
      counts.branches_covered += taken;
    }
  }
  return counts;
}

function countBranches(ofLine: Map<string, boolean>): { all: number; taken: number } {
  const formats = new Map<string, { all: number; taken: number }>();
  for (const [name, isTaken] of ofLine) {
    const format = name.slice(0, name.indexOf(':'));
    const { all, taken } = formats.get(format) ?? { all: 0, taken: 0 };
    formats.set(format, { all: all + 1, taken: taken + (isTaken ? 1 : 0) });
  }
  const of = [...formats.values()];
  return { all: Math.max(...of.map(({ all }) => all)), taken: Math.max(...of.map(({ taken }) => taken)) };
}
