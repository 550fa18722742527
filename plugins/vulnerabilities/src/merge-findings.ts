import { keyOfAnyVersion } from './package-key.ts';
import type { Finding, Package } from './scan.ts';
import { type Severity, worstOf } from './severity.ts';

/** A vulnerability in a package, once, with all that the reports say of it. */
export interface Hole {
  package: Package;
  ids: string[];
  cves: string[];
  /** The worst that any report says. */
  severity: Severity;
  fixed: string[];
  isFixable: boolean;
  paths: string[];
  reports: string[];
  /** Why it is not counted: every report that names it suppresses it. */
  suppressed?: string;
}

type Entry = Finding & { report: string };

/**
 * Makes one of the findings that share a package and an id, or are led to one another by others that do (union-find). A
 * tool that does not say which version is installed adds to what others found in any version of that package.
 */
export function mergeFindings(findings: readonly Entry[]): Hole[] {
  const exact = findings.filter((one) => one.package.version !== undefined);
  const groups = unite(exact, (one) => one.package.key);
  const byName = new Map<string, Entry[][]>();
  for (const group of groups)
    for (const name of new Set(group.flatMap((one) => keysOf(one, keyOfAnyVersion(one.package.key)))))
      byName.set(name, [...(byName.get(name) ?? []), group]);
  const alone: Entry[] = [];
  for (const one of findings.filter(({ package: { version } }) => version === undefined)) {
    const known = new Set(keysOf(one, one.package.key).flatMap((key) => byName.get(key) ?? []));
    for (const group of known) group.push(one);
    if (known.size === 0) alone.push(one);
  }
  return [...groups, ...unite(alone, (one) => one.package.key)].map(toHole);
}

function keysOf({ ids }: Entry, packageKey: string): string[] {
  return ids.map((id) => `${packageKey}${id.toUpperCase()}`);
}

function unite(findings: readonly Entry[], keyOf: (one: Entry) => string): Entry[][] {
  const parents = findings.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] as number;
    // Each that was passed points at the root from now on, so that chains stay short.
    for (let at = index; at !== root; ) [at, parents[at]] = [parents[at] as number, root];
    return root;
  };
  const firstWith = new Map<string, number>();
  for (const [index, one] of findings.entries())
    for (const key of keysOf(one, keyOf(one))) {
      const first = firstWith.get(key);
      if (first === undefined) firstWith.set(key, index);
      else parents[rootOf(index)] = rootOf(first);
    }
  const groups = new Map<number, Entry[]>();
  for (const [index, one] of findings.entries()) {
    const group = groups.get(rootOf(index));
    if (group) group.push(one);
    else groups.set(rootOf(index), [one]);
  }
  return [...groups.values()];
}

function toHole(entries: readonly Entry[]): Hole {
  const open = entries.filter(({ suppressed }) => suppressed === undefined);
  const counted = open.length > 0 ? open : entries;
  const all = <T>(of: (one: Entry) => readonly T[]) => [...new Set(counted.flatMap(of))];
  const [first] = entries as [Entry];
  const reasons = all(({ suppressed }) => (suppressed === undefined ? [] : [suppressed]));
  return {
    package: (counted.find((one) => one.package.version !== undefined) ?? first).package,
    ids: all(({ ids }) => ids),
    cves: all(({ cves }) => cves),
    severity: worstOf(counted.map(({ severity }) => severity)),
    fixed: all(({ fixed }) => fixed),
    isFixable: counted.some(({ isFixable }) => isFixable),
    paths: all(({ path }) => (path === undefined ? [] : [path])),
    reports: all(({ report }) => [report]),
    ...(open.length === 0 && { suppressed: reasons.join('; ') }),
  };
}
