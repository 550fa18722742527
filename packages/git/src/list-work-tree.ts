import { GatehouseError } from '@gatehouse/contracts';
import { runGit, type Surroundings } from './run-git.ts';

/** The files of a work tree that git would commit if all were added, as paths from its top. Throws `git.failed`. */
export async function listWorkTree(root: string, surroundings: Surroundings): Promise<string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const asked = await runGit(args, { cwd: root }, surroundings);
  if (asked.code === 0) return [...new Set(asked.stdout.toString('utf8').split('\0').filter(Boolean))].sort();
  throw new GatehouseError('git.failed', `git ls-files failed: ${asked.stderr || 'no reason given'}`);
}
