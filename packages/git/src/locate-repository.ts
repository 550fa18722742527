import { GatehouseError } from '@gatehouse/contracts';
import { runGit, type Surroundings } from './run-git.ts';

/** Where a repository is and where its branches point, as git itself says. */
export interface Location {
  /** The top folder of the work tree; for a bare repository its own folder. */
  root: string;
  objects: string;
  objectFormat: 'sha1' | 'sha256';
  shallow: boolean;
  /** The commit that HEAD names; null before the first commit. */
  head: string | null;
}

/** Finds the repository around a folder. Throws `config.not_a_repository`. */
export async function locateRepository(directory: string, surroundings: Surroundings): Promise<Location> {
  const questions = ['--git-path', 'objects', '--is-shallow-repository', '--show-object-format'];
  const top = ['rev-parse', '--path-format=absolute', '--show-toplevel'];
  const asked = await runGit([...top, ...questions, 'HEAD^{commit}'], { cwd: directory }, surroundings);
  const [root, objects, shallow, format, head] = asked.stdout.toString('utf8').split('\n');
  if (!root || !objects || !shallow || !format) {
    throw new GatehouseError('config.not_a_repository', `${directory} is not inside a git repository`, {
      hint: 'Run it in a clone, or name one with --repo <folder>.',
      cause: asked.stderr,
    });
  }
  return {
    root,
    objects,
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
    shallow: shallow === 'true',
    head: asked.code === 0 && isObjectId(head) ? head : null,
  };
}

/** Resolves a name that a user gave (branch, tag, commit) to a commit. Throws `git.ref`. */
export async function resolveCommit(
  directory: string,
  name: string,
  surroundings: Surroundings,
): Promise<string> {
  const found = await findCommit(directory, name, surroundings);
  if (found !== null) return found;
  throw new GatehouseError('git.ref', `no commit is named ${JSON.stringify(name)}`, {
    hint: 'Give a branch, a tag or a commit that this clone has (git fetch brings what is missing).',
  });
}

/** As `resolveCommit`, but null where there is none. A name can not become an option. */
export async function findCommit(
  directory: string,
  name: string,
  surroundings: Surroundings,
): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const asked = await runGit(args, { cwd: directory }, surroundings);
  const id = asked.stdout.toString('utf8').trim();
  return asked.code === 0 && isObjectId(id) ? id : null;
}

export function isObjectId(text: string | undefined): text is string {
  return text !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
