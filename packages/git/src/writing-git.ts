import { GatehouseError } from '@gatehouse/contracts';
import { type SimpleGit, simpleGit } from 'simple-git';

/** git for writing, in a work tree, with an environment that `writingEnvironment` made. */
export function openGit(root: string, env: Record<string, string>): SimpleGit {
  return simpleGit({ baseDir: root, allowEnvironment: Object.keys(env), errors: failedByExitCode }).env(env);
}

// By itself simple-git takes a failure without a word on stderr, such as a merge with conflicts, for a success.
function failedByExitCode(
  error: Buffer | Error | undefined,
  { exitCode, stdOut, stdErr }: { exitCode: number; stdOut: Buffer[]; stdErr: Buffer[] },
): Buffer | Error | undefined {
  if (error !== undefined || exitCode === 0) return error;
  return Buffer.concat([...stdErr, ...stdOut, Buffer.from(`git ended with code ${exitCode}`)]);
}

/** What git may see of the user's environment when it writes. */
export function writingEnvironment(environment: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(environment)) {
    // simple-git refuses to run with variables that start other programs; git then falls back to its defaults.
    if (value !== undefined && !/^(GIT_|EDITOR$|VISUAL$|PAGER$|SSH_ASKPASS$)/.test(key)) kept[key] = value;
    else if (value !== undefined && /^GIT_(AUTHOR|COMMITTER|CONFIG)_/.test(key)) kept[key] = value;
  }
  return kept;
}

/** Waits for git; throws `git.failed` with a message of ours before git's. */
export async function orFail<T>(promise: PromiseLike<T>, message: string): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw new GatehouseError('git.failed', `${message}: ${firstLine(cause as Error)}`, { cause });
  }
}

/** The first line of what git says. */
export function firstLine(error: Error): string {
  return (
    error.message
      .split('\n')
      .map((line) => line.trim())
      .find(Boolean) ?? 'no reason given'
  );
}
