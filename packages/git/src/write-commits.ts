import { GatehouseError } from '@gatehouse/contracts';
import type { SimpleGit } from 'simple-git';
import { firstLine, openGit, orFail, writingEnvironment } from './writing-git.ts';

export {
  createScratchRepository,
  forgeObjects,
  type ObjectForge,
  type ScratchRepository,
} from './write-objects.ts';

/** Writing goes through the user's own git: their identity, their signing key, their hooks. */
export interface Writer {
  currentBranch(): Promise<string | null>;
  /** Paths that differ from HEAD or are not tracked, below `path`. */
  dirtyPaths(path: string): Promise<string[]>;
  startBranch(name: string): Promise<void>;
  commitPaths(paths: string[], message: string): Promise<string>;
  /** Makes a signed commit without changes; gives its id. Throws `config.signing_key` if git can not sign. */
  commitSignedEmpty(message: string): Promise<string>;
  /**
   * Merges with a merge commit (never fast-forward). Throws `git.failed`, or `config.signing_key` if git can not sign,
   * and leaves no half merge.
   */
  merge(target: string, head: string, message: string, options?: MergeOptions): Promise<string>;
  config(key: string): Promise<string | null>;
}

export interface MergeOptions {
  /** Sign the merge; otherwise it is signed if commit.gpgsign says so. */
  sign?: boolean;
  /** Author and committer date of the merge, ISO 8601 in UTC (`2026-11-23T04:00:00Z`); default: git's clock. */
  date?: string;
}

/** Opens a work tree for writing. `environment`: what git sees, normally the whole of the user's. */
export function openWriter(root: string, environment: Record<string, string | undefined>): Writer {
  const env = writingEnvironment(environment);
  const git = openGit(root, env);

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
        throw notSigned('the signed commit', cause);
      });
      return (await git.revparse(['HEAD'])).trim();
    },
    async merge(target, head, message, { sign = false, date } = {}) {
      const dated = date === undefined ? git : openGit(root, { ...env, ...datesOf(date) });
      return mergeInto(dated, target, head, message, sign);
    },
    async config(key) {
      const value = (await git.raw(['config', '--get', key]).catch(() => '')).trim();
      return value === '' ? null : value;
    },
  };
}

function datesOf(date: string): Record<string, string> {
  // git takes "yesterday" and much else for a date, and the current time for what it does not understand.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw new GatehouseError(
      'usage.value',
      `${JSON.stringify(date)} is no time of the form 2026-11-23T04:00:00Z`,
    );
  }
  const whole = date.replace(/\.\d+/, '');
  return { GIT_AUTHOR_DATE: whole, GIT_COMMITTER_DATE: whole };
}

async function mergeInto(
  git: SimpleGit,
  target: string,
  head: string,
  message: string,
  sign: boolean,
): Promise<string> {
  const before = (await git.raw(['branch', '--show-current'])).trim();
  await orFail(git.checkout(target), `${target} could not be checked out`);
  const signing = sign ? ['--gpg-sign'] : [];
  try {
    await git.raw(['merge', '--no-ff', '--no-edit', '--cleanup=verbatim', ...signing, '-m', message, head]);
  } catch (cause) {
    await git.raw(['merge', '--abort']).catch(() => {});
    if (before) await git.checkout(before);
    if (isAboutSigning(cause as Error)) throw notSigned('the signed merge', cause as Error);
    throw new GatehouseError('git.failed', `the merge into ${target} failed: ${firstLine(cause as Error)}`, {
      hint: `Merge ${target} into your branch, sign again if release files changed, and promote again.`,
      cause,
    });
  }
  return (await git.revparse(['HEAD'])).trim();
}

// git says "gpg failed to sign the data" for a failed signature of any format, but not where there is no key.
function isAboutSigning({ message }: Error): boolean {
  return /failed to sign|failed to write commit object|user\.signingkey|gpg\.ssh/i.test(message);
}

function notSigned(what: string, cause: Error): GatehouseError {
  return new GatehouseError('config.signing_key', `git could not make ${what}: ${firstLine(cause)}`, {
    hint: 'Check gpg.format=ssh and user.signingkey (README: "Sign with your SSH key"), and that the agent has the key.',
    cause,
  });
}
