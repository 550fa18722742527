import { GatehouseError } from '@gatehouse/contracts';
import { decodeName, encodeName } from './entry-name.ts';
import { isDotGit } from './fold-name.ts';

export type EntryKind = 'file' | 'folder' | 'symlink' | 'submodule';

export interface TreeEntry {
  /** Bytes that are not UTF-8 are lone surrogates, U+DC80 to U+DCFF. */
  name: string;
  kind: EntryKind;
  /** By its owner, as git reads it. */
  executable: boolean;
  id: string;
  /** As it is written, where git would write another one today. */
  mode?: string;
}

const modes: Record<EntryKind, string> = {
  file: '100644',
  folder: '40000',
  symlink: '120000',
  submodule: '160000',
};

/**
 * Parses the raw bytes of a tree object: `<mode> <name>\0<id>` again and again. Old versions of git wrote more modes of
 * files, other tools pad that of folders; they are read as git reads them. Throws `git.object` on what two readers could
 * read differently: another mode, a name that is a path or stands for `.git`, a name twice, entries out of order (git
 * stops looking where the name should have been), bytes left over.
 */
export function parseTree(id: string, bytes: Buffer): TreeEntry[] {
  const idLength = id.length / 2;
  const entries: TreeEntry[] = [];
  const names = new Set<string>();
  let previous = '';
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space + 1);
    if (space === -1 || end === -1 || end + 1 + idLength > bytes.length) throw bad(id, 'is cut off');
    const mode = bytes.toString('latin1', at, space);
    const written = decodeName(bytes.subarray(space + 1, end));
    const name = plainName(written);
    const kind = kindOf(mode);
    if (kind === null) throw bad(id, `has an entry of mode ${JSON.stringify(mode)}`);
    if (name === null) throw bad(id, `has an entry named ${JSON.stringify(written)}`);
    if (names.has(name)) throw bad(id, `has two entries named ${JSON.stringify(name)}`);
    // git sorts by bytes, and folders as if their names ended with a slash.
    const key = bytes.toString('latin1', space + 1, end) + (kind === 'folder' ? '/' : '');
    if (key < previous) throw bad(id, `is not sorted at ${JSON.stringify(name)}`);
    previous = key;
    names.add(name);
    at = end + 1 + idLength;
    const executable = kind === 'file' && (Number.parseInt(mode, 8) & 0o100) !== 0;
    const entry = { name, kind, executable, id: bytes.toString('hex', end + 1, at) };
    entries.push(mode === canonicalMode(entry) ? entry : { ...entry, mode });
  }
  return entries;
}

/** The raw bytes that `parseTree` read. */
export function formatTree(entries: readonly TreeEntry[]): Buffer {
  return Buffer.concat(
    entries.flatMap((entry) => [
      Buffer.from(`${entry.mode ?? canonicalMode(entry)} `),
      encodeName(entry.name),
      Buffer.of(0),
      Buffer.from(entry.id, 'hex'),
    ]),
  );
}

// tree-walk.c: all bits of a file's mode but the owner's right to execute it are left out.
function kindOf(mode: string): EntryKind | null {
  if (/^100[0-7]{3}$/.test(mode)) return 'file';
  if (mode === '40000' || mode === '040000') return 'folder';
  return mode === modes.symlink ? 'symlink' : mode === modes.submodule ? 'submodule' : null;
}

function canonicalMode({ kind, executable }: TreeEntry): string {
  return executable ? '100755' : modes[kind];
}

// The same names come again in every version of a folder: each is looked at, and kept in memory, once.
const plainNames = new Map<string, string>();

/** The name, if it can be one; else null. */
function plainName(name: string): string | null {
  const known = plainNames.get(name);
  if (known !== undefined) return known;
  if (!isPlain(name)) return null;
  if (plainNames.size >= 10_000) plainNames.clear();
  plainNames.set(name, name);
  return name;
}

function isPlain(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || isDotGit(name)) return false;
  return !name.includes('/') && !name.includes('\\');
}

function bad(id: string, what: string): GatehouseError {
  return new GatehouseError('git.object', `git tree ${id} ${what}`, {
    hint: 'No git writes such a tree: do not trust this commit.',
  });
}
