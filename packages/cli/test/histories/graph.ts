// What the test knows of the commits that it makes, by having made them: nothing of this is read from git.

export interface Node {
  id: string;
  tree: string;
  parents: Node[];
  /** What differs between commits, by path; what never changes is left out. */
  files: ReadonlyMap<string, string>;
  seconds: number;
  /** Who is named as author and committer. */
  by: string;
  /** The name of the key by which its signature holds; null: it has none that does. */
  key: string | null;
  says: Saying | null;
}

/** What a sign-off says. */
export interface Saying {
  /** `<name>/<version>`, or `governance/<version>`. */
  release: string;
  role: string;
  decision: 'approve' | 'withdraw' | 'break-glass' | 'ratify';
  /** See `contentOf`. */
  content: string;
  root: number;
  until: string | null;
  denies: boolean;
  /** Whether it is about this project and branch. */
  ours: boolean;
}

/** A commit, and everything before it. */
export function historyOf(...tips: readonly Node[]): Set<Node> {
  const found = new Set<Node>();
  const open = [...tips];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...node.parents);
  }
  return found;
}

export function reaches(ancestor: Node, descendant: Node): boolean {
  return historyOf(descendant).has(ancestor);
}

/** From a tip of main to the first commit of all, by first parents. */
export function chainOf(tip: Node): Node[] {
  const chain: Node[] = [];
  for (let node: Node | undefined = tip; node !== undefined; node = node.parents[0]) chain.push(node);
  return chain;
}

/** What a commit brings beside its first parent, itself included. */
export function broughtBy(commit: Node, parent: Node): Node[] {
  const before = historyOf(parent);
  return [...historyOf(commit)].filter((node) => !before.has(node));
}

/** The folders of releases that a commit has, whatever lies in them: `<name>/<version>`. */
export function releasesOf({ files }: Node): string[] {
  const folders = [...files.keys()].flatMap((path) => /^releases\/([^/]+\/[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort();
}

/** A folder without its release.yaml is none yet. */
export function hasRelease({ files }: Node, release: string): boolean {
  return files.has(`releases/${release}/release.yaml`);
}

export function isGoverned(path: string): boolean {
  return path.startsWith('policies/') || path.startsWith('scripts/');
}

/** The files that a sign-off of a release, or of governed files, covers. */
export function coveredBy({ files }: Node, release: string): Map<string, string> {
  const covers = release.startsWith('governance/')
    ? isGoverned
    : (path: string) => path.startsWith(`releases/${release}/`);
  return new Map([...files].filter(([path]) => covers(path)));
}

/** One text for what is covered, which is the same exactly where all of it is. */
export function contentOf(node: Node, release: string): string {
  return JSON.stringify([...coveredBy(node, release)].sort());
}

/** The paths at which a commit has something that none of its parents has; a deletion counts as well. */
export function changedPaths({ files, parents }: Node): string[] {
  const paths = new Set([files, ...parents.map((parent) => parent.files)].flatMap((one) => [...one.keys()]));
  return [...paths].filter((path) => parents.every((parent) => parent.files.get(path) !== files.get(path)));
}
