import { GatehouseError } from '@gatehouse/contracts';

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

/**
 * Parses the raw bytes of a tree object: `<mode> <name>\0<id>` again and again. Throws `git.object` on what git
 * itself would never write: another mode, a name that is a path, a name twice, bytes left over.
 */
export function parseTree(id: string, bytes: Buffer): TreeEntry[] {
  const idLength = id.length / 2;
  const entries: TreeEntry[] = [];
  const names = new Set<string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, space + 1);
    if (space === -1 || end === -1 || end + 1 + idLength > bytes.length) throw bad(id, 'is cut off');
    const mode = bytes.toString('latin1', at, space);
    const name = bytes.toString('utf8', space + 1, end);
    const kind = kinds[mode];
    if (kind === undefined) throw bad(id, `has an entry of mode ${mode}`);
    if (!isPlainName(name)) throw bad(id, `has an entry named ${JSON.stringify(name)}`);
    if (names.has(name)) throw bad(id, `has two entries named ${JSON.stringify(name)}`);
    names.add(name);
    at = end + 1 + idLength;
    entries.push({ name, kind, executable: mode === '100755', id: bytes.toString('hex', end + 1, at) });
  }
  return entries;
}

function isPlainName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || name.toLowerCase() === '.git') return false;
  return !name.includes('/') && !name.includes('\\') && !name.includes('\ufffd');
}

function bad(id: string, what: string): GatehouseError {
  return new GatehouseError('git.object', `git tree ${id} ${what}`, {
    hint: 'No git writes such a tree: do not trust this commit.',
  });
}
