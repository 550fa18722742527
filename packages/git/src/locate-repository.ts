import { GatehouseError } from '@gatehouse/contracts';
import { isObjectId, type ObjectFormat } from './object-id.ts';
import { runGit, type Surroundings } from './run-git.ts';

/** Where a repository is and where its branches point, as git itself says. */
export interface Location {
  /** The top folder of the work tree; where there is none, the git directory. */
  root: string;
  /** The git directory (of a linked work tree: its own), absolute. */
  gitDirectory: string;
  /** No work tree here: a bare repository, or the inside of a git directory (where hooks run). */
  bare: boolean;
  objects: string;
  objectFormat: ObjectFormat;
  shallow: boolean;
  /** The commit that HEAD names; null before the first commit. */
  head: string | null;
}

const questions = [
  '--path-format=absolute',
  '--git-dir',
  '--git-path',
  'objects',
  '--is-shallow-repository',
  '--show-object-format',
  '--is-inside-work-tree',
  // The last two are not answered everywhere, and git stops at the first that it can not answer.
  '--show-toplevel',
  'HEAD^{commit}',
];

/** Finds the repository around a folder, bare or not. Throws `config.not_a_repository`. */
export async function locateRepository(directory: string, surroundings: Surroundings): Promise<Location> {
  const asked = await runGit(['rev-parse', ...questions], { cwd: directory }, surroundings);
  const answers = asked.stdout.toString('utf8').split('\n');
  const [gitDirectory, objects, shallow, format, inside, top, head] = answers;
  if (!gitDirectory || !objects || !isBoolean(shallow) || !isFormat(format) || !isBoolean(inside)) {
    throw notARepository(directory, asked.stderr);
  }
  const place = { gitDirectory, objects, objectFormat: format, shallow: shallow === 'true' };
  if (inside === 'false') {
    const found = await findCommit(gitDirectory, 'HEAD', surroundings);
    return { ...place, root: gitDirectory, bare: true, head: found };
  }
  if (!top) throw notARepository(directory, asked.stderr);
  return { ...place, root: top, bare: false, head: asked.code === 0 && isObjectId(head) ? head : null };
}

/** The commit that a user's name (branch, tag, commit) stands for; null if none. A name can not become an option. */
export async function findCommit(
  directory: string,
  name: string,
  surroundings: Surroundings,
): Promise<string | null> {
  if (/[\u0000-\u001f\u007f]/.test(name)) return null;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const asked = await runGit(args, { cwd: directory }, surroundings);
  const id = asked.stdout.toString('utf8').trim();
  return asked.code === 0 && isObjectId(id) ? id : null;
}

function isBoolean(answer: string | undefined): boolean {
  return answer === 'true' || answer === 'false';
}

function isFormat(answer: string | undefined): answer is ObjectFormat {
  return answer === 'sha1' || answer === 'sha256';
}

function notARepository(directory: string, cause: string): GatehouseError {
  return new GatehouseError('config.not_a_repository', `${directory} is not inside a git repository`, {
    hint: 'Run it in a clone, or name one with --repo <folder>.',
    cause,
  });
}
