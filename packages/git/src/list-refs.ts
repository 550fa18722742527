import { GatehouseError } from '@gatehouse/contracts';
import { isObjectId } from './object-id.ts';
import { runGit, type Surroundings } from './run-git.ts';

/** A ref and what it holds: a commit, or an annotated tag's own object. */
export interface Ref {
  name: string;
  id: string;
}

const format = '--format=%(objectname)%00%(refname)';

/**
 * The refs of a repository below a prefix (`refs/heads/`), or the one of that name, sorted by name. Throws `git.ref`
 * for a prefix that is none, and where the repository has a ref that can not be read: git would leave it out.
 */
export async function listRefs(
  gitDirectory: string,
  prefix: string,
  surroundings: Surroundings,
): Promise<Ref[]> {
  if (!/^refs\/[^*?[\\\s\0]*$/.test(prefix)) throw badRef(`${JSON.stringify(prefix)} is no prefix of refs`);
  const asked = await runGit(['for-each-ref', format, '--', prefix], { gitDirectory }, surroundings);
  // One that points to nothing is none: what `origin/HEAD` named may have been deleted there.
  const complaints = asked.stderr
    .split('\n')
    .filter((line) => !/^(warning: ignoring dangling symref .*)?$/.test(line));
  if (asked.code !== 0 || complaints.length > 0) throw badRef(`the refs cannot be read: ${asked.stderr}`);
  return asked.stdout.toString('utf8').split('\n').filter(Boolean).map(parseRef);
}

/**
 * What a ref holds, by its full name (`refs/heads/main`) and by nothing else: `git rev-parse` would take
 * `refs/tags/refs/heads/main` where there is no such branch. null: there is none. Throws `git.ref` where it cannot be
 * read.
 */
export async function readRef(
  directory: string,
  name: string,
  surroundings: Surroundings,
): Promise<string | null> {
  // This reads one file, and a list all that lie beside it; but only the list tells a broken ref from none.
  const args = ['show-ref', '--verify', '--hash', '--', name];
  const asked = await runGit(args, { cwd: directory }, surroundings);
  const id = asked.stdout.toString('utf8').trim();
  if (asked.code === 0 && isObjectId(id)) return id;
  return (await readRefs(directory, [name], surroundings)).get(name) ?? null;
}

/** As `readRef`, of those of several refs that exist. */
export async function readRefs(
  directory: string,
  names: readonly string[],
  surroundings: Surroundings,
): Promise<Map<string, string>> {
  const asked = await runGit(['for-each-ref', format, '--', ...names], { cwd: directory }, surroundings);
  if (asked.code !== 0 || asked.stderr.split('\n').some((line) => !isAboutOthers(line, names))) {
    throw badRef(`the refs cannot be read: ${asked.stderr}`);
  }
  // git lists what lies below a name as well.
  const listed = asked.stdout.toString('utf8').split('\n').filter(Boolean).map(parseRef);
  return new Map(listed.filter(({ name }) => names.includes(name)).map(({ name, id }) => [name, id]));
}

// git warns of every broken ref whose name only begins like one that was asked for.
function isAboutOthers(line: string, names: readonly string[]): boolean {
  const [, broken] = /^warning: ignoring .* (refs\/\S+)$/.exec(line) ?? [];
  return line === '' || (broken !== undefined && !names.includes(broken));
}

/** The refs that are other names of a ref, by name. A push to one of them moves that ref. Throws `git.ref`. */
export async function readSymbolicRefs(
  gitDirectory: string,
  surroundings: Surroundings,
): Promise<Map<string, string>> {
  const args = ['for-each-ref', '--format=%(symref)%00%(refname)'];
  const asked = await runGit(args, { gitDirectory }, surroundings);
  if (asked.code !== 0) throw badRef(`the refs cannot be read: ${asked.stderr}`);
  const lines = asked.stdout.toString('utf8').split('\n').filter(Boolean);
  const pairs = lines.map((line) => line.split('\0'));
  return new Map(pairs.flatMap(([ref, name]) => (ref && name ? [[name, ref] as const] : [])));
}

function parseRef(line: string): Ref {
  const [id, name, ...rest] = line.split('\0');
  if (!isObjectId(id) || !name?.startsWith('refs/') || rest.length > 0) {
    throw badRef(`git lists a ref as ${JSON.stringify(line)}`);
  }
  return { name, id };
}

function badRef(message: string): GatehouseError {
  return new GatehouseError('git.ref', message, { hint: 'Run git fsck, and mend or delete the ref.' });
}
