import { GatehouseError } from '@gatehouse/contracts';
import { type SimpleGit, simpleGit } from 'simple-git';

/** Writing goes through the user's own git: their identity, their signing key, their hooks. */
export interface Writer {
  currentBranch(): Promise<string | null>;
  /** Paths that differ from HEAD or are not tracked, below `path`. */
  dirtyPaths(path: string): Promise<string[]>;
  startBranch(name: string): Promise<void>;
  commitPaths(paths: string[], message: string): Promise<string>;
  /** Makes a signed commit without changes; gives its id. Throws `config.signing_key` if git can not sign. */
  commitSignedEmpty(message: string): Promise<string>;
  /** Merges with a merge commit (never fast-forward). Throws `git.failed` and leaves no half merge. */
  merge(target: string, head: string, message: string): Promise<string>;
  config(key: string): Promise<string | null>;
}

/** Opens a work tree for writing. `environment`: what git sees, normally the whole of the user's. */
export function openWriter(root: string, environment: Record<string, string | undefined>): Writer {
  const env = cleaned(environment);
  const git = simpleGit({ baseDir: root, allowEnvironment: Object.keys(env) }).env(env);

  return {
    async currentBranch() {
      const name = (await git.raw(['branch', '--show-current'])).trim();
      return name === '' ? null : name;
    },
    async dirtyPaths(path) {
      const status = await git.raw(['status', '--porcelain', '--untracked-files=all', '--', path]);
      return status
        .split('\n')
        .filter(Boolean)
        .map((line) => line.slice(3));
    },
    async startBranch(name) {
      await orFail(git.checkoutLocalBranch(name), `the branch ${name} could not be made`);
    },
    async commitPaths(paths, message) {
      await orFail(git.add(paths), 'the files could not be staged');
      await orFail(git.raw(['commit', '--message', message, '--', ...paths]), 'the commit could not be made');
      return (await git.revparse(['HEAD'])).trim();
    },
    async commitSignedEmpty(message) {
      const args = [
        'commit',
        '--allow-empty',
        '--only',
        '--cleanup=verbatim',
        '--gpg-sign',
        '--message',
        message,
      ];
      await git.raw(args).catch((cause: Error) => {
        throw new GatehouseError(
          'config.signing_key',
          `git could not make the signed commit: ${firstLine(cause)}`,
          {
            hint: 'Check gpg.format=ssh and user.signingkey (README: "Sign with your SSH key"), and that the agent has the key.',
            cause,
          },
        );
      });
      return (await git.revparse(['HEAD'])).trim();
    },
    merge: (target, head, message) => mergeInto(git, target, head, message),
    async config(key) {
      const value = (await git.raw(['config', '--get', key]).catch(() => '')).trim();
      return value === '' ? null : value;
    },
  };
}

async function mergeInto(git: SimpleGit, target: string, head: string, message: string): Promise<string> {
  const before = (await git.raw(['branch', '--show-current'])).trim();
  await orFail(git.checkout(target), `${target} could not be checked out`);
  try {
    await git.raw(['merge', '--no-ff', '--no-edit', '--cleanup=verbatim', '-m', message, head]);
  } catch (cause) {
    await git.raw(['merge', '--abort']).catch(() => {});
    if (before) await git.checkout(before);
    throw new GatehouseError('git.failed', `the merge into ${target} failed: ${firstLine(cause as Error)}`, {
      hint: `Merge ${target} into your branch, sign again if release files changed, and promote again.`,
      cause,
    });
  }
  return (await git.revparse(['HEAD'])).trim();
}

function cleaned(environment: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(environment)) {
    // simple-git refuses to run with variables that start other programs; git then falls back to its defaults.
    if (value !== undefined && !/^(GIT_|EDITOR$|VISUAL$|PAGER$|SSH_ASKPASS$)/.test(key)) kept[key] = value;
    else if (value !== undefined && /^GIT_(AUTHOR|COMMITTER|CONFIG)_/.test(key)) kept[key] = value;
  }
  return kept;
}

async function orFail<T>(promise: PromiseLike<T>, message: string): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    throw new GatehouseError('git.failed', `${message}: ${firstLine(cause as Error)}`, { cause });
  }
}

function firstLine(error: Error): string {
  return (
    error.message
      .split('\n')
      .map((line) => line.trim())
      .find(Boolean) ?? 'no reason given'
  );
}
