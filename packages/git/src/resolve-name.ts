import { GatehouseError } from '@gatehouse/contracts';
import { readRef, readRefs } from './list-refs.ts';
import { isObjectId } from './object-id.ts';
import { runGit, type Surroundings } from './run-git.ts';

/** The files of a git directory that git itself reads as refs. */
export const pseudoRefs: readonly string[] = [
  'HEAD',
  'FETCH_HEAD',
  'ORIG_HEAD',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'REBASE_HEAD',
  'BISECT_HEAD',
];

/** Where a name is looked up. */
export interface Lookup {
  /** A folder of the repository: it has the refs. */
  repository: string;
  /** A git directory that has the objects and no refs, so that ids are nothing but ids there. */
  objects: string;
  surroundings: Surroundings;
}

/** What a name may stand for: an object, and how people tell it from the others of that name. */
interface Meaning {
  what: string;
  id: string;
}

/**
 * The commit that a user's name (branch, tag, commit) stands for; null if none. git takes the first ref that it finds,
 * tags before branches, so whoever may push a tag would choose the commit: here a name that may mean two things throws
 * `git.ref`. A full id is that commit, `refs/…` is that very ref. `~2`, `^2` and `^{commit}` may follow.
 */
export async function findCommit(lookup: Lookup, name: string): Promise<string | null> {
  const [, start, steps] = /^([^~^]+)((?:[~^]\d*|\^\{(?:commit)?\})*)$/.exec(name) ?? [];
  if (start === undefined) return null;
  const id = await findObject(lookup, start === '@' ? 'HEAD' : start);
  return id === null ? null : peel(lookup, lookup.objects, `${id}${steps}`);
}

async function findObject(lookup: Lookup, name: string): Promise<string | null> {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(name)) return name.toLowerCase();
  if (!isRefName(name)) return null;
  if (name.startsWith('refs/')) return readRef(lookup.repository, name, lookup.surroundings);
  const refs = await readRefs(lookup.repository, placesOf(name), lookup.surroundings);
  const meanings: Meaning[] = [...refs].map(([what, id]) => ({ what, id }));
  if (pseudoRefs.includes(name)) {
    const id = await peel(lookup, lookup.repository, name);
    if (id !== null) meanings.push({ what: `${name} itself`, id });
  }
  if (/^[0-9a-f]{4,63}$/i.test(name)) {
    const id = await peel(lookup, lookup.objects, name);
    if (id !== null) meanings.push({ what: `the commit ${id}`, id });
  }
  const [meaning, ...others] = meanings;
  if (others.length > 0) throw ambiguous(name, meanings);
  return meaning?.id ?? null;
}

// All places where git looks, and not only the first that has it.
function placesOf(name: string): string[] {
  const below = ['refs', 'refs/tags', 'refs/heads', 'refs/remotes'].map((folder) => `${folder}/${name}`);
  return [...below, `refs/remotes/${name}/HEAD`];
}

// What `git check-ref-format` asks for. The rest (ranges, `:/text`, `@{1}`, patterns) names no ref.
function isRefName(name: string): boolean {
  const isPart = (part: string) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock');
  const odd = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\.$/;
  return name !== '@' && !odd.test(name) && name.split('/').every(isPart);
}

/** The commit of an expression that starts with an id, or with a name that only one place has; null if none. */
async function peel(lookup: Lookup, cwd: string, expression: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--end-of-options', `${expression}^{commit}`];
  const asked = await runGit(args, { cwd }, lookup.surroundings);
  const id = asked.stdout.toString('utf8').trim();
  if (asked.code === 0 && isObjectId(id)) return id;
  if (/^error: short .* is ambiguous/m.test(asked.stderr)) throw tooShort(expression);
  return null;
}

function ambiguous(name: string, meanings: readonly Meaning[]): GatehouseError {
  const list = meanings.map(({ what }) => what).join(', ');
  return new GatehouseError('git.ref', `${JSON.stringify(name)} may mean any of these: ${list}`, {
    hint: 'Give the full name (refs/…) or the full id of the one that you mean, or delete the others.',
  });
}

function tooShort(name: string): GatehouseError {
  return new GatehouseError('git.ref', `several ids begin with ${JSON.stringify(name)}`, {
    hint: 'Give more of the id; of a branch or a tag, the full name (refs/…).',
  });
}
