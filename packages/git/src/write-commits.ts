import type { SimpleGit } from 'simple-git';
import { locateRepository } from './locate-repository.ts';
import { makeCommit, type NewCommit } from './make-commit.ts';
import { readUserConfig, type UserConfig } from './user-config.ts';
import { type WritingSurroundings, writingEnvironment } from './user-environment.ts';
import { openGit, orFail } from './writing-git.ts';

export type { NewCommit } from './make-commit.ts';
export { createScratchRepository, forgeObjects } from './write-objects.ts';

/**
 * Writing as the user: their identity and their signing key, and nothing else that is theirs. No hook runs. A commit is
 * made first, so that it can be judged, and a ref is moved to it afterwards. All throw `git.failed`.
 */
export interface Writer {
  /** Paths that differ from HEAD or are not tracked, below `path`. */
  dirtyPaths(path: string): Promise<string[]>;
  startBranch(name: string): Promise<void>;
  /** The branch that is checked out, as `refs/heads/…`; `HEAD` where none is. */
  headRef(): Promise<string>;
  /** Makes a commit that nothing points at; gives its id. Throws `config.signing_key` if git cannot sign. */
  makeCommit(commit: NewCommit): Promise<string>;
  /** Moves a ref if it still is at `from`; files and index stay as they are. false: it is elsewhere, and stays there. */
  moveRef(ref: string, move: RefMove): Promise<boolean>;
  /** The folder of the work tree that has a branch checked out; null if none has. */
  workTreeOf(branch: string): Promise<string | null>;
  checkOut(branch: string): Promise<void>;
  /** Asks origin where a ref is, and keeps it as `into`; false: origin has none of that name. */
  fetch(ref: string, into: string): Promise<boolean>;
  /** Has origin move a ref to a commit, never backwards. */
  push(commit: string, ref: string): Promise<void>;
  /** A value of the user's configuration; null if there is none. */
  config(key: string): Promise<string | null>;
  /** The same as yes or no. */
  flag(key: string): Promise<boolean>;
}

export interface RefMove {
  /** Full ids of commits. */
  from: string;
  to: string;
  /** What the reflog says. */
  why: string;
}

/** Opens a work tree for writing. */
export function openWriter(root: string, { env: given, temporary }: WritingSurroundings): Writer {
  const env = writingEnvironment(given);
  let read: Promise<UserConfig> | undefined;
  const config = () => {
    read ??= readUserConfig(root, env);
    return read;
  };
  const open = async () => openGit(root, env, { config: silenced(await config()) });
  const ask = async (what: string, ...args: string[]) => orFail((await open()).raw(args), what);

  return {
    async dirtyPaths(path) {
      const status = ['status', '--porcelain', '--untracked-files=all', '--', path];
      const lines = (await ask('the changes could not be listed', ...status)).split('\n').filter(Boolean);
      return lines.map((line) => line.slice(3));
    },
    async startBranch(name) {
      await orFail((await open()).checkoutLocalBranch(name), `the branch ${name} could not be made`);
    },
    async headRef() {
      return (await ask('HEAD could not be read', 'rev-parse', '--symbolic-full-name', 'HEAD')).trim();
    },
    async makeCommit(commit) {
      const location = await locateRepository(root, { path: env.PATH ?? '', temporary });
      return makeCommit(location, await config(), { env, temporary }, commit);
    },
    moveRef: async (ref, move) => moveRef(await open(), ref, move),
    async workTreeOf(branch) {
      const list = ['for-each-ref', '--format=%(worktreepath)', `refs/heads/${branch}`];
      return (await ask('the work trees could not be listed', ...list)).trim() || null;
    },
    async checkOut(branch) {
      await ask(`${branch} could not be checked out`, 'checkout', '--quiet', branch, '--');
    },
    async fetch(ref, into) {
      const there = await ask('origin could not be asked', 'ls-remote', '--quiet', 'origin', ref);
      if (!there.split('\n').some((line) => line.endsWith(`\t${ref}`))) return false;
      await ask(`${ref} could not be fetched`, 'fetch', '--quiet', '--no-tags', 'origin', `+${ref}:${into}`);
      return true;
    },
    async push(commit, ref) {
      await ask(
        `origin did not take ${ref}`,
        'push',
        '--quiet',
        '--no-follow-tags',
        'origin',
        `${commit}:${ref}`,
      );
    },
    config: async (key) => (await config()).value(key),
    flag: async (key) => (await config()).flag(key),
  };
}

// Hooks and monitors are programs that could refuse, or change files behind our back. Those of the configuration have
// names (git 2.54 and newer), the others lie in a folder.
function silenced(config: UserConfig): string[] {
  const named = config.names('hook').map((name) => `hook.${name}.enabled=false`);
  return ['core.hooksPath=/dev/null', 'core.fsmonitor=false', ...named];
}

async function moveRef(git: SimpleGit, ref: string, { from, to, why }: RefMove): Promise<boolean> {
  const itself = ref === 'HEAD' ? ['--no-deref'] : [];
  const moved = git.raw(['update-ref', ...itself, '-m', why, ref, to, from]);
  const failed = await moved.then(
    () => null,
    (error: Error) => error,
  );
  if (failed === null) return true;
  // git's words for "it is elsewhere" are in the user's language: where it is says the same.
  const now = await git.raw(['rev-parse', '--verify', '--quiet', ref]).catch(() => '');
  if (now.trim() !== from) return now.trim() === to;
  return orFail(
    Promise.reject(failed),
    `${ref} could not be moved`,
    'Nothing was changed. If no other git is running, remove the lock that git names.',
  );
}
