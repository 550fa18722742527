import type { Objects } from '@gatehouse/git';
import { committerDate } from './read-history.ts';

/** A move of main, by the raw first parent of its tip. */
export interface MainStep {
  commit: string;
  /** The tip before; null where the history begins. */
  parent: string | null;
  /** As its committer dated it, in seconds since 1970. An audit refuses a step that is dated before what it merges. */
  seconds: number;
  /** Release folders that were not on main before. */
  brought: string[];
}

/** The steps that led to `tip`, the newest first. Throws `git.object`. Each is read once for all who ask. */
export async function* stepsOf(objects: Objects, tip: string): AsyncGenerator<MainStep> {
  for (let next: string | null = tip; next !== null; ) {
    const step: MainStep = await stepAt(objects, next);
    yield step;
    next = step.parent;
  }
}

/** The step of main that brought a release folder which `tip` has; null: it does not have it. Linear in the steps since. */
export async function stepThatBrought(
  objects: Objects,
  tip: string,
  folder: string,
): Promise<MainStep | null> {
  for await (const step of stepsOf(objects, tip)) if (step.brought.includes(folder)) return step;
  return null;
}

// An audit walks from each of its steps: what one saw the next need not read again.
const known = new WeakMap<Objects, Map<string, Promise<MainStep>>>();

function stepAt(objects: Objects, commit: string): Promise<MainStep> {
  const steps = known.get(objects) ?? new Map<string, Promise<MainStep>>();
  known.set(objects, steps);
  const before = steps.get(commit);
  if (before) return before;
  const asked = readStep(objects, commit);
  steps.set(commit, asked);
  return asked;
}

async function readStep(objects: Objects, id: string): Promise<MainStep> {
  const commit = await objects.readCommit(id);
  const parent = commit.parents[0] ?? null;
  const before = parent === null ? null : (await objects.readCommit(parent)).tree;
  const [own, old] = [await releasesOf(objects, commit.tree), await releasesOf(objects, before)];
  const brought = own === null || own === old ? [] : await newFolders(objects, own, old);
  return { commit: id, parent, seconds: committerDate(commit.bytes) ?? 0, brought };
}

async function newFolders(objects: Objects, own: string, old: string | null): Promise<string[]> {
  const found: string[] = [];
  const [names, before] = [await folders(objects, own), await folders(objects, old)];
  for (const [name, id] of names) {
    if (before.get(name) === id) continue;
    const versions = await folders(objects, before.get(name) ?? null);
    for (const version of (await folders(objects, id)).keys()) {
      if (!versions.has(version)) found.push(`releases/${name}/${version}`);
    }
  }
  return found;
}

async function releasesOf(objects: Objects, tree: string | null): Promise<string | null> {
  return (await folders(objects, tree)).get('releases') ?? null;
}

async function folders(objects: Objects, tree: string | null): Promise<Map<string, string>> {
  const entries = tree === null ? [] : await objects.readTree(tree);
  return new Map(entries.filter(({ kind }) => kind === 'folder').map(({ name, id }) => [name, id]));
}
