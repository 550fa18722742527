import { foldName, pseudoRefs } from '@gatehouse/git';
import type { Target } from '@gatehouse/judge';

/** The names under which people and programs know the target: short ones in a clone, and what git makes of them. */
const namesOfTarget = ({ branch, own, fetched }: Target): string[] => [
  branch,
  `heads/${branch}`,
  own,
  'origin',
  'origin/HEAD',
  'remotes/origin',
  'remotes/origin/HEAD',
  'refs/remotes/origin/HEAD',
  `origin/${branch}`,
  `remotes/origin/${branch}`,
  fetched,
];

/**
 * What a ref may be taken for that it is not: the target, a commit's id, or a file of git's own (`HEAD`); null for an
 * ordinary one. By git's rules of looking a name up, by a file system that folds names, and by the human eye.
 */
export function findLookalike(ref: string, target: Target): string | null {
  const targetNames = namesOfTarget(target);
  for (const name of namesOf(ref)) {
    const folded = name.split('/').map(fold).join('/');
    if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(folded)) return 'the id of a commit';
    const own = pseudoRefs.find((one) => one.toLowerCase() === folded);
    if (own !== undefined) return own;
    if (targetNames.some((one) => looksLike(name, one))) return target.branch;
  }
  // A clone may give any name to where it fetches from, and brings tags along.
  const parts = target.branch.split('/').length;
  const last = ref.split('/').slice(-parts).join('/');
  return /^refs\/(tags|remotes)\//.test(ref) && looksLike(last, target.branch) ? target.branch : null;
}

/** What may be written for a ref: its full name, and all that git completes to it. */
function namesOf(ref: string): string[] {
  const prefixes = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'];
  const names = prefixes.flatMap((prefix) => (ref.startsWith(prefix) ? [ref.slice(prefix.length)] : []));
  const [, remote] = /^refs\/remotes\/(.+)\/HEAD$/.exec(ref) ?? [];
  return remote === undefined ? names : [...names, remote];
}

function looksLike(name: string, other: string): boolean {
  const parts = name.split('/').map(fold);
  const others = other.split('/').map(fold);
  return parts.length === others.length && parts.every((part, index) => isDouble(part, others[index] ?? ''));
}

// Letters of other scripts that look like ours are too many to list: whatever is not ASCII may be one.
function isDouble(part: string, other: string): boolean {
  const [letters, others] = [[...part], [...other]];
  if (letters.length !== others.length) return false;
  const foreign = letters.filter((letter, index) => letter !== others[index]);
  return foreign.length * 2 <= letters.length && foreign.every((letter) => letter > '\u007f');
}

/** A part of a name without what cannot be seen: invisible characters, spaces, marks on letters, case, width. */
function fold(part: string): string {
  const seen = part.normalize('NFKD').replace(/[\p{DI}\p{Cf}\p{M}\p{Z}\u2800]/gu, '');
  return foldName(seen);
}
