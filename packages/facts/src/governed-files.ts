import { digestBytes, digestJson, GatehouseError } from '@gatehouse/contracts';
import { type Difference, diffTrees, foldName, type Objects, type TreeEntry } from '@gatehouse/git';
import type { Governed } from './governed-outside.ts';
import { isLegacy } from './legacy-governed.ts';
import { folderDiffers, type TreeSource } from './tree-source.ts';

/** The governed files, links and submodules in which one tree differs from every one of some others. */
export async function governedDifferences(
  objects: Pick<Objects, 'readTree'>,
  governed: Governed,
  own: string,
  others: readonly string[],
): Promise<Difference[]> {
  const differ = await diffTrees(objects, own, others, governed.reaches);
  return differ.filter(({ path, own: entry }) => governed.covers(path, entry?.kind));
}

/**
 * The governed files in which the head differs from the base. In a preview of the work tree only policies count, each
 * folder as a whole.
 */
export async function governedChanges(
  objects: Pick<Objects, 'readTree'>,
  governed: Governed,
  head: TreeSource,
  base: TreeSource,
): Promise<Difference[]> {
  if (head.tree !== null && base.tree !== null)
    return governedDifferences(objects, governed, head.tree, [base.tree]);
  const changed: Difference[] = [];
  for (const folder of ['policies', 'packs']) {
    if (await folderDiffers(head, base, folder)) changed.push({ path: `${folder}/`, own: null });
  }
  return changed;
}

/** Paths for people: the folders and files at the root that differ, and the odd file in a folder that is left out. */
export function summarise(paths: readonly string[], governed: Governed): string[] {
  const parts = paths.map(plain).map((path) => {
    const [top = '', ...below] = path.split('/');
    if (below.length === 0) return top;
    return governed.covers(`${top}/any`) ? `${top}/` : path;
  });
  return [...new Set(parts)].sort();
}

const mostFiles = 50_000;
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/**
 * `sha256:…` of every governed file of a tree, by its path: what a governance sign-off covers. Links and submodules,
 * which no digest of a file stands for, are in it by what they point to. Throws `input.path` for names that are one on
 * some machines, or that hide what they are; `input.too_large` for more than 50,000 files.
 */
export async function digestGoverned(
  objects: Pick<Objects, 'readTree' | 'digestBlob'>,
  tree: string,
  governed: Pick<Governed, 'covers' | 'reaches'>,
): Promise<Record<string, string>> {
  const { files, executables } = await listGoverned(objects, tree, governed);
  // Not a path: no name has a slash in front.
  return { ...files, '/executable': digestJson(executables) };
}

/** What sign-offs covered before there was a list of what is left out. */
export async function digestLegacy(
  objects: Pick<Objects, 'readTree' | 'digestBlob'>,
  tree: string,
): Promise<Record<string, string>> {
  const { files, executables } = await listGoverned(objects, tree, { covers: isLegacy, reaches: isLegacy });
  return { ...files, '(executable)': digestJson(executables.filter((path) => path.includes('/'))) };
}

async function listGoverned(
  objects: Pick<Objects, 'readTree' | 'digestBlob'>,
  tree: string,
  governed: Pick<Governed, 'covers' | 'reaches'>,
): Promise<{ files: Record<string, string>; executables: string[] }> {
  const found: (TreeEntry & { path: string })[] = [];
  await walk(tree, '');
  const digests = found.map(async ({ path, kind, id }): Promise<[string, string]> => {
    const name = written(path);
    if (kind === 'submodule') return [`${name}/commit`, digestBytes(id)];
    const { digest } = await objects.digestBlob(id);
    return [kind === 'symlink' ? `${name}/link` : name, digest];
  });
  const executables = found.filter(({ executable }) => executable).map(({ path }) => written(path));
  // fromEntries, not assignment: a file named __proto__ is a file like any other, and must not get lost.
  return { files: Object.fromEntries(await Promise.all(digests)), executables: executables.sort() };

  async function walk(id: string, prefix: string): Promise<void> {
    const entries = await objects.readTree(id);
    refuseTwins(entries, prefix, governed);
    for (const entry of entries) {
      const path = `${prefix}${entry.name}`;
      if (entry.kind === 'folder') {
        if (governed.reaches(path)) await walk(entry.id, `${path}/`);
      } else if (governed.covers(path, entry.kind)) {
        if (unprintable.test(entry.name)) throw hiddenName(path);
        found.push({ ...entry, path });
      }
      if (found.length > mostFiles) throw tooMany();
    }
  }
}

// Canonical JSON has no lone surrogates, which stand for bytes that are not UTF-8.
function written(path: string): string {
  return path.isWellFormed() ? path : `/escaped/${plain(path)}`;
}

// As it can be shown, and be read by a policy.
function plain(path: string): string {
  return path.isWellFormed() ? path : JSON.stringify(path).slice(1, -1);
}

// Of two names of which neither is governed nothing that judges is read.
function refuseTwins(
  entries: readonly TreeEntry[],
  prefix: string,
  { covers }: Pick<Governed, 'covers'>,
): void {
  const isGoverned = (name: string) => covers(`${prefix}${name}`) || covers(`${prefix}${name}/any`);
  const seen = new Map<string, string>();
  for (const { name } of entries) {
    const other = seen.get(foldName(name));
    if (other !== undefined && [other, name].some(isGoverned))
      throw twins(`${prefix}${other}`, `${prefix}${name}`);
    seen.set(foldName(name), name);
  }
}

function twins(one: string, other: string): GatehouseError {
  return new GatehouseError('input.path', `${one} and ${other} are one on some machines`, {
    hint: 'Rename one: where case, Unicode form or invisible characters do not count, one replaces the other.',
    place: { file: other },
  });
}

function hiddenName(path: string): GatehouseError {
  return new GatehouseError(
    'input.path',
    `a governed file has control characters in its name: ${JSON.stringify(path)}`,
    {
      hint: 'Rename it: what people are shown must be what is there.',
      place: { file: path },
    },
  );
}

function tooMany(): GatehouseError {
  return new GatehouseError('input.too_large', `more than ${mostFiles} files are governed`, {
    hint: 'List the folders that neither the engine, nor its build, nor a job of CI reads, in policies/governed.yaml (in gatehouse.yaml: list fewer).',
  });
}
