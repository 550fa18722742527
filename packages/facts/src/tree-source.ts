import { GatehouseError } from '@gatehouse/contracts';
import {
  type BlobDigest,
  type EntryKind,
  type ListedFile,
  listFiles,
  type Objects,
  type TreeEntry,
} from '@gatehouse/git';

/** The files of one state of the repository: a commit, or the work tree as it lies there. Paths are from its root. */
export interface TreeSource {
  /** null for the work tree. */
  readonly commit: string | null;
  /** The git tree; null for the work tree. */
  readonly tree: string | null;
  /** The git id of what lies at a path; null if nothing does, undefined where there are no ids (the work tree). */
  entryId(path: string): Promise<string | null | undefined>;
  /** The git entry at a path; null if nothing lies there, or there are none (the work tree). */
  entry(path: string): Promise<TreeEntry | null>;
  /** What lies at a path; null if nothing does. */
  kind(path: string): Promise<EntryKind | 'other' | null>;
  /** The folders right below a folder, by name, sorted, with the ids that `entryId` gives; empty if it is absent. */
  folders(folder: string): Promise<Map<string, string | undefined>>;
  /** Paths right below a folder that could be taken for a release and are none: links, submodules, a release.yaml. */
  strays(folder: string): Promise<string[]>;
  /** All files below a folder, as paths from the root, sorted; empty if it is absent. */
  files(folder: string): Promise<string[]>;
  /** The files below a folder that may be run, as paths from the root, sorted. */
  executables(folder: string): Promise<string[]>;
  /** Whether what lies at a path may be run. */
  isExecutable(path: string): Promise<boolean>;
  /** A file's bytes; null if there is none. Throws `input.too_large`. */
  read(path: string, maxBytes: number): Promise<Buffer | null>;
  digest(path: string): Promise<BlobDigest | null>;
}

/** The files of a commit, from raw git objects. */
export async function openCommit(objects: Objects, commit: string): Promise<TreeSource> {
  const { tree } = await objects.readCommit(commit);
  const blobs = new Map<string, string>();
  const find = async (path: string) => {
    const known = blobs.get(path);
    if (known !== undefined) return known;
    const entry = await objects.findEntry(tree, path);
    if (entry?.kind === 'symlink' || entry?.kind === 'submodule') throw notAFile(path);
    return entry?.kind === 'file' ? entry.id : null;
  };
  const folderId = async (path: string) => {
    const entry = await objects.findEntry(tree, path);
    return entry?.kind === 'folder' ? entry.id : null;
  };
  let last: { id: string; listed: Promise<ListedFile[]> } | null = null;
  const list = async (folder: string) => {
    const id = await folderId(folder);
    if (id === null) return [];
    // Its files and its executables are asked for one after the other.
    if (last?.id !== id) last = { id, listed: listFiles(objects, id, folder) };
    return last.listed;
  };
  return {
    commit,
    tree,
    entry: (path) => objects.findEntry(tree, path),
    entryId: async (path) => (await objects.findEntry(tree, path))?.id ?? null,
    kind: async (path) => (await objects.findEntry(tree, path))?.kind ?? null,
    async folders(folder) {
      const id = await folderId(folder);
      const entries = id === null ? [] : await objects.readTree(id);
      const below = entries.filter((entry) => entry.kind === 'folder');
      return new Map(below.map(({ name, id }) => [name, id] as const).sort(byName));
    },
    async strays(folder) {
      const id = await folderId(folder);
      const entries = id === null ? [] : await objects.readTree(id);
      return entries
        .filter(({ kind, name }) => isStray(kind === 'folder', kind === 'file', name))
        .map(({ name }) => `${folder}/${name}`);
    },
    async files(folder) {
      const listed = await list(folder);
      if (blobs.size >= 20_000) blobs.clear();
      for (const file of listed) blobs.set(`${folder}/${file.path}`, file.id);
      return listed.map((file) => `${folder}/${file.path}`);
    },
    async executables(folder) {
      const listed = await list(folder);
      return listed.filter((file) => file.executable).map((file) => `${folder}/${file.path}`);
    },
    isExecutable: async (path) => (await objects.findEntry(tree, path))?.executable ?? false,
    async read(path, maxBytes) {
      const id = await find(path);
      return id === null
        ? null
        : objects.readBlob(id, maxBytes).catch((error) => Promise.reject(withFile(error, path)));
    },
    async digest(path) {
      const id = await find(path);
      return id === null ? null : objects.digestBlob(id);
    },
  };
}

export function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** Whether a folder has other files, or other bytes in them, on one side than on the other. */
export async function folderDiffers(one: TreeSource, other: TreeSource, folder: string): Promise<boolean> {
  const [a, b] = await Promise.all([one.entryId(folder), other.entryId(folder)]);
  if (a !== undefined && b !== undefined) return a !== b;
  const [paths, others] = await Promise.all([one.files(folder), other.files(folder)]);
  if (paths.length !== others.length || paths.some((path, index) => path !== others[index])) return true;
  const same = paths.map(
    async (path) => (await one.digest(path))?.digest === (await other.digest(path))?.digest,
  );
  return !(await Promise.all(same)).every(Boolean);
}

export function isStray(isFolder: boolean, isFile: boolean, name: string): boolean {
  return !isFolder && (!isFile || /^release\.ya?ml$/i.test(name));
}

/** Whether a file of that name is what `validate` has lying around while it runs, which is not part of a release. */
export function isOurs(name: string): boolean {
  return name.startsWith('.evidence.lock') || name.endsWith('.gatehouse-new');
}

export function notAFile(path: string): GatehouseError {
  return new GatehouseError('input.path', `${path} is not a plain file`, {
    hint: 'Put the file itself there, not a link to it.',
    place: { file: path },
  });
}

export function tooLarge(path: string, size: number, limit: number): GatehouseError {
  return new GatehouseError('input.too_large', `${path} has ${size} bytes, more than ${limit}`, {
    place: { file: path },
  });
}

function withFile(error: unknown, path: string): unknown {
  if (!(error instanceof GatehouseError) || error.code !== 'input.too_large') return error;
  return new GatehouseError(error.code, `${path}: ${error.message}`, { place: { file: path }, cause: error });
}
