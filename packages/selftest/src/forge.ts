import { GatehouseError } from '@gatehouse/contracts';
import type { ObjectFormat, Objects, TreeEntry } from '@gatehouse/git';
import { forgeObjects } from '@gatehouse/git/write';

/** What lies at a path: the bytes of a file, an entry of any kind, or nothing. */
export type Content = Uint8Array | Omit<TreeEntry, 'name'> | null;

export interface CommitParts {
  tree: string;
  parents: readonly string[];
  name: string;
  email: string;
  /** Of author and committer, since 1970. */
  seconds: number;
  message: string;
  /** Signs the commit's bytes; null: unsigned. */
  sign: ((bytes: Uint8Array) => string) | null;
}

/** Makes histories in memory, in any shape that an attacker could give them. */
export interface Forge {
  /** The tree (null: an empty one) with other contents at some paths: a folder first, then what lies in it. */
  edit(tree: string | null, changes: Readonly<Record<string, Content>>): string;
  /** Learns a folder from a repository, so that it can be edited: itself, or all below it. */
  learn(objects: Objects, tree: string, how: 'itself' | 'deep'): Promise<void>;
  /** The id of what lies at a path of a tree that is known; null if nothing does. */
  find(tree: string, path: string): TreeEntry | null;
  commit(parts: CommitParts): string;
  /** What was made since the last pack. */
  takePack(): Buffer | null;
}

export function createForge(format: ObjectFormat): Forge {
  const objects = forgeObjects(format);
  const known = new Map<string, readonly TreeEntry[]>();

  function entriesOf(tree: string): readonly TreeEntry[] {
    const entries = known.get(tree);
    if (entries) return entries;
    throw new GatehouseError('internal', `the folder ${tree} is edited and was not read before`);
  }

  function write(entries: readonly TreeEntry[]): string {
    const id = objects.tree(entries);
    known.set(id, entries);
    return id;
  }

  function place(name: string, content: Exclude<Content, null>): TreeEntry {
    if (!(content instanceof Uint8Array)) return { name, ...content };
    return { name, kind: 'file', executable: false, id: objects.blob(content) };
  }

  function edit(tree: string | null, changes: Readonly<Record<string, Content>>): string {
    const entries = new Map((tree === null ? [] : entriesOf(tree)).map((entry) => [entry.name, entry]));
    for (const [name, { '': own, ...below }] of byFolder(changes)) {
      if (own === null) entries.delete(name);
      else if (own !== undefined) entries.set(name, place(name, own));
      if (Object.keys(below).length === 0) continue;
      const before = entries.get(name);
      const id = edit(before?.kind === 'folder' ? before.id : null, below);
      if (entriesOf(id).length === 0) entries.delete(name);
      else entries.set(name, { name, kind: 'folder', executable: false, id });
    }
    return write([...entries.values()]);
  }

  async function learn(source: Objects, tree: string, how: 'itself' | 'deep'): Promise<void> {
    const entries = await source.readTree(tree);
    known.set(tree, entries);
    const folders = how === 'deep' ? entries.filter(({ kind }) => kind === 'folder') : [];
    for (const { id } of folders) await learn(source, id, how);
  }

  function find(tree: string, path: string): TreeEntry | null {
    const [name = '', ...rest] = path.split('/');
    const entry = entriesOf(tree).find((one) => one.name === name) ?? null;
    if (rest.length === 0 || entry === null) return entry;
    return entry.kind === 'folder' ? find(entry.id, rest.join('/')) : null;
  }

  return {
    edit,
    learn,
    find,
    commit: (parts) => objects.commit(formatCommit(parts, format)),
    takePack: () => objects.takePack(),
  };
}

/** The changes below each name, by the rest of their paths; the empty rest stands for the name itself. */
function byFolder(changes: Readonly<Record<string, Content>>): Map<string, Record<string, Content>> {
  const folders = new Map<string, Record<string, Content>>();
  for (const [path, content] of Object.entries(changes)) {
    const slash = path.indexOf('/');
    const name = slash === -1 ? path : path.slice(0, slash);
    const below = folders.get(name) ?? {};
    below[slash === -1 ? '' : path.slice(slash + 1)] = content;
    folders.set(name, below);
  }
  return folders;
}

/** The bytes of a commit object, as git writes them. */
export function formatCommit(parts: CommitParts, format: ObjectFormat): Buffer {
  const { tree, parents, name, email, seconds, message, sign } = parts;
  const ident = `${name} <${email}> ${seconds} +0000`;
  const headers = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${ident}`,
    `committer ${ident}`,
  ].join('\n');
  const unsigned = Buffer.from(`${headers}\n\n${message}`);
  if (sign === null) return unsigned;
  const header = format === 'sha256' ? 'gpgsig-sha256' : 'gpgsig';
  const folded = sign(unsigned).trimEnd().replaceAll('\n', '\n ');
  return Buffer.from(`${headers}\n${header} ${folded}\n\n${message}`);
}
