import { spawn } from 'node:child_process';
import { GatehouseError } from '@gatehouse/contracts';
import { gitMissing } from './run-git.ts';
import { type WritingSurroundings, writingEnvironment } from './user-environment.ts';

/**
 * How a work tree stands to what would be committed of it, as the user's own git sees it: what they ignore and convert
 * depends on their configuration. Nothing is written, and no hook or monitor runs. All throw `git.failed`.
 */
export interface WorkTreeStatus {
  /** Paths below a folder that differ from HEAD or are not tracked, from the top, sorted; ignored ones are left out. */
  uncommitted(folder: string): Promise<string[]>;
  /** Which of these paths a commit of everything would leave out, and the rule that says so: `.gitignore:3: reports/`. */
  ignored(paths: readonly string[]): Promise<Map<string, string>>;
  /** Which of these paths Git LFS would replace by a pointer when they are committed. */
  inLfs(paths: readonly string[]): Promise<string[]>;
}

/** Opens the status of the work tree whose top is `root`. */
export function openWorkTreeStatus(root: string, { env: given }: WritingSurroundings): WorkTreeStatus {
  const env = writingEnvironment(given);
  const ask = (args: string[], input = '', codes = [0]) => runAsUser(root, env, args, { input, codes });
  return {
    async uncommitted(folder) {
      const options = [
        '--porcelain',
        '-z',
        '--no-renames',
        '--untracked-files=all',
        '--ignore-submodules=dirty',
      ];
      const entries = (await ask(['status', ...options, '--', folder])).split('\0').filter(Boolean);
      return entries.map((entry) => entry.slice(3)).sort();
    },
    async ignored(paths) {
      if (paths.length === 0) return new Map();
      // 1: none of them.
      const answer = await ask(['check-ignore', '--stdin', '-z', '--verbose'], input(paths), [0, 1]);
      // The last rule that matches is told, also where it takes the file back.
      const found = inGroups(answer, 4).filter(([, , rule = '']) => !rule.startsWith('!'));
      return new Map(found.map(([source, line, rule, path = '']) => [path, `${source}:${line}: ${rule}`]));
    },
    async inLfs(paths) {
      if (paths.length === 0) return [];
      const answer = await ask(['check-attr', '--stdin', '-z', 'filter'], input(paths));
      const marked = inGroups(answer, 3).flatMap(([path, , value]) =>
        value === 'lfs' && path ? [path] : [],
      );
      if (marked.length === 0) return [];
      // Where LFS is not set up, the mark does nothing.
      const drivers = await ask(['config', '--get-regexp', '^filter\\.lfs\\.(clean|process)$'], '', [0, 1]);
      return drivers === '' ? [] : marked;
    },
  };
}

const input = (paths: readonly string[]) => paths.map((path) => `${path}\0`).join('');

function inGroups(answer: string, size: number): string[][] {
  const parts = answer.split('\0');
  return Array.from({ length: Math.floor(parts.length / size) }, (_, index) =>
    parts.slice(index * size, (index + 1) * size),
  );
}

const quietly = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

function runAsUser(
  cwd: string,
  env: Record<string, string>,
  args: readonly string[],
  { input, codes }: { input: string; codes: readonly number[] },
): Promise<string> {
  const child = spawn('git', [...quietly, ...args], { cwd, env, windowsHide: true });
  // git says itself why it stopped reading.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => reject(gitMissing(cause)));
    child.on('close', (code) => {
      if (codes.includes(code ?? 128)) return resolve(Buffer.concat(out).toString('utf8'));
      const why = Buffer.concat(err).toString('utf8').trim().split('\n')[0] || 'no reason given';
      reject(
        new GatehouseError('git.failed', `git ${args[0]} failed: ${why}`, { hint: 'Run git status here.' }),
      );
    });
  });
}
