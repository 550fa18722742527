import { GatehouseError } from '@gatehouse/contracts';
import { isDotGit } from './fold-name.ts';

export type EntryKind = 'file' | 'folder' | 'symlink' | 'submodule';

export interface TreeEntry {
  name: string;
  kind: EntryKind;
  executable: boolean;
  id: string;
}

const kinds: Record<string, EntryKind> = {
  '100644': 'file',
  '100755': 'file',
  '40000': 'folder',
  '120000': 'symlink',
  '160000': 'submodule',
};

const modes: Record<EntryKind, string> = {
  file: '100644',
  folder: '40000',
  symlink: '120000',
  submodule: '160000',
};

/**
 * Parses the raw bytes of a tree object: `<mode> <name>\0<id>` again and again. Throws `git.object` on what two
 * readers could read differently: another mode, a name that is a path or stands for `.git`, a name twice,
 * entries out of order (git stops looking where the name should have been), bytes left over.
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
    const written = bytes.toString('utf8', space + 1, end);
    const name = plainName(written);
    const kind = Object.hasOwn(kinds, mode) ? kinds[mode] : undefined;
    if (kind === undefined) throw bad(id, `has an entry of mode ${JSON.stringify(mode)}`);
    if (name === null) throw bad(id, `has an entry named ${JSON.stringify(written)}`);
    if (names.has(name)) throw bad(id, `has two entries named ${JSON.stringify(name)}`);
    // git sorts by bytes, and folders as if their names ended with a slash.
    const key = bytes.toString('latin1', space + 1, end) + (kind === 'folder' ? '/' : '');
    if (key < previous) throw bad(id, `is not sorted at ${JSON.stringify(name)}`);
    previous = key;
    names.add(name);
    at = end + 1 + idLength;
    entries.push({ name, kind, executable: mode === '100755', id: bytes.toString('hex', end + 1, at) });
  }
  return entries;
}

/** The raw bytes that `parseTree` read. */
export function formatTree(entries: readonly TreeEntry[]): Buffer {
  return Buffer.concat(
    entries.flatMap(({ name, kind, executable, id }) => [
      Buffer.from(`${executable ? '100755' : modes[kind]} ${name}\0`),
      Buffer.from(id, 'hex'),
    ]),
  );
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
  return !name.includes('/') && !name.includes('\\') && !name.includes('\ufffd');
}

function bad(id: string, what: string): GatehouseError {
  return new GatehouseError('git.object', `git tree ${id} ${what}`, {
    hint: 'No git writes such a tree: do not trust this commit.',
  });
}
