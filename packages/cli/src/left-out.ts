import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { openWorkTreeStatus } from '@gatehouse/git';
import { escapeTerminal } from '@gatehouse/report';
import type { Host } from './host.ts';

/**
 * Which of these files of the work tree a commit would not hold as they are, and why: git ignores them, or Git LFS and
 * DVC keep them elsewhere. `input.missing` each, to be told and not thrown. Paths are from `root`. Throws `git.failed`.
 */
export async function findLeftOut(
  host: Host,
  root: string,
  paths: Iterable<string>,
): Promise<GatehouseError[]> {
  const there = [...new Set(paths)].filter((path) => existsSync(join(root, path))).sort();
  const status = openWorkTreeStatus(root, host);
  const [ignored, inLfs] = await Promise.all([status.ignored(there), status.inLfs(there)]);
  return there.flatMap((path) => {
    const rule = ignored.get(path);
    if (rule !== undefined)
      return [existsSync(join(root, `${path}.dvc`)) ? keptByDvc(path) : isIgnored(path, rule)];
    return inLfs.includes(path) ? [keptInLfs(path)] : [];
  });
}

/** Tells them beside the output of a command that writes what they keep out of a commit. */
export function tellLeftOut(host: Host, found: readonly GatehouseError[]): void {
  for (const { message, hint } of found) {
    host.stderr.write(`${escapeTerminal(`! ${message}`)}\n  → ${escapeTerminal(hint ?? '')}\n`);
  }
}

function isIgnored(path: string, rule: string): GatehouseError {
  return leftOut(path, `${path} is ignored by git (${rule}): a commit leaves it out`, [
    `Add it all the same (git add --force ${path}), or change that rule.`,
  ]);
}

function keptByDvc(path: string): GatehouseError {
  return leftOut(path, `${path} is kept by DVC: a commit has ${path}.dvc in its place`, [
    `Commit the file itself (git add --force ${path}), or name it by \`uri:\` and \`digest:\` instead of \`path:\`.`,
  ]);
}

function keptInLfs(path: string): GatehouseError {
  return leftOut(path, `${path} is kept in Git LFS: a commit has a pointer in its place`, [
    `Commit the file itself (git lfs untrack ${path}, then git add --renormalize ${path}),`,
    'or name it by `uri:` and `digest:` instead of `path:`.',
  ]);
}

function leftOut(file: string, message: string, hint: string[]): GatehouseError {
  return new GatehouseError('input.missing', message, { hint: hint.join(' '), place: { file } });
}
