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
  // The rest is not answered everywhere, and git stops at the first that it can not answer.
  '--show-toplevel',
];

const headQuestions = ['HEAD^{commit}', '--symbolic-full-name', 'HEAD'];

/** Finds the repository around a folder, bare or not. Throws `config.not_a_repository`. */
export async function locateRepository(directory: string, surroundings: Surroundings): Promise<Location> {
  const args = ['rev-parse', ...questions, ...headQuestions];
  const asked = await runGit(args, { cwd: directory }, surroundings);
  const answers = asked.stdout.toString('utf8').split('\n');
  const [gitDirectory, objects, shallow, format, inside, top, ...head] = answers;
  if (!gitDirectory || !objects || !isBoolean(shallow) || !isFormat(format) || !isBoolean(inside)) {
    throw notARepository(directory, asked.stderr);
  }
  const place = { gitDirectory, objects, objectFormat: format, shallow: shallow === 'true' };
  if (inside === 'false') {
    const again = await runGit(['rev-parse', ...headQuestions], { cwd: gitDirectory }, surroundings);
    const answered = again.stdout.toString('utf8').split('\n');
    const found = await findHead(gitDirectory, answered, surroundings);
    return { ...place, root: gitDirectory, bare: true, head: found };
  }
  if (!top) throw notARepository(directory, asked.stderr);
  return { ...place, root: top, bare: false, head: await findHead(top, head, surroundings) };
}

// With no commit on HEAD, git takes another ref that ends in that name, such as a tag. Only a full name tells.
async function findHead(
  cwd: string,
  [id, fullName]: readonly (string | undefined)[],
  surroundings: Surroundings,
): Promise<string | null> {
  if (!isObjectId(id)) return null;
  if (fullName === 'HEAD' || /^refs\/heads\/(?!HEAD$)/.test(fullName ?? '')) return id;
  const asked = await runGit(['show-ref', '--verify', '--hash', 'HEAD'], { cwd }, surroundings);
  const own = asked.stdout.toString('utf8').trim();
  return asked.code === 0 && isObjectId(own) ? own : null;
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
