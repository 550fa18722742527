import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** A real repository that signs with SSH; nothing of this machine's git configuration is seen. */
export interface GitRepository {
  git(...args: string[]): string;
  /** Runs git at another time than now. */
  at(date: string, args: readonly string[]): void;
  /** Makes an empty commit that gpg signs, with the key ring in a folder. */
  signWithGpg(keyRing: string, key: string, message: string): void;
  /** The raw bytes of a commit object. */
  commit(revision: string): Buffer;
  /** Writes a commit object as it is; gives its id. */
  write(bytes: Uint8Array): string;
  /** Whether `git verify-commit` is content, with the key ring in a folder if gpg has to be asked. */
  verifies(commit: string, keyRing?: string): boolean;
}

export function makeRepository(folder: string, name: string, objectFormat = 'sha1'): GitRepository {
  const directory = join(folder, name);
  mkdirSync(directory);
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(folder, 'no-such-file'),
    GIT_AUTHOR_NAME: 'Zoë',
    GIT_AUTHOR_EMAIL: 'zoe@example.org',
    GIT_COMMITTER_NAME: 'Zoë',
    GIT_COMMITTER_EMAIL: 'zoe@example.org',
  };
  const run = (args: readonly string[], more: Record<string, string> = {}, input: Uint8Array = Buffer.of()) =>
    execFileSync('git', ['-c', `gpg.format=${'GNUPGHOME' in more ? 'openpgp' : 'ssh'}`, ...args], {
      cwd: directory,
      env: { ...env, ...more },
      maxBuffer: 1 << 24,
      input,
      stdio: 'pipe',
    });
  run(['init', '--quiet', '--initial-branch=main', `--object-format=${objectFormat}`]);
  return {
    git: (...args) => run(args).toString('utf8').trim(),
    at: (date, args) => void run(args, { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }),
    signWithGpg: (keyRing, key, message) => {
      const args = ['-q', '--allow-empty', '--cleanup=verbatim', `-S${key}`, '-m', message];
      run(['commit', ...args], { GNUPGHOME: keyRing });
    },
    commit: (revision) => run(['cat-file', 'commit', revision]),
    write: (bytes) =>
      run(['hash-object', '-w', '--literally', '-t', 'commit', '--stdin'], {}, bytes).toString().trim(),
    verifies(commit, keyRing) {
      try {
        run(['verify-commit', commit], keyRing === undefined ? {} : { GNUPGHOME: keyRing });
        return true;
      } catch (error) {
        // 1 is its "no"; anything else is not an answer.
        if ((error as { status?: number }).status === 1) return false;
        throw error;
      }
    },
  };
}
