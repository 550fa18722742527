import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { createCleanDirectory } from './clean-directory.ts';
import type { Location } from './locate-repository.ts';
import { isObjectId, requireObjectIds } from './object-id.ts';
import type { UserConfig } from './user-config.ts';
import { firstLine, openGit } from './writing-git.ts';

/** A commit that is to be made. Nothing points at it until somebody moves a ref. */
export interface NewCommit {
  /** Ids of objects that are there. */
  tree: string;
  parents: readonly string[];
  /** Exactly as it will stand in the commit. */
  message: string;
  /** Sign it with the key that git is configured to sign with. */
  sign: boolean;
  /** Author and committer date, ISO 8601 in UTC (`2026-11-23T04:00:00Z`); default: the user's variables, or git's clock. */
  date?: string;
}

/** Who the user is and how they sign, and who else may use the files. Nothing else of a configuration reaches the commit. */
const needed = /^((user|author|committer|gpg)\..*|core\.sharedrepository)$/;

/**
 * Makes a commit object and gives its id. git makes it in a clean directory of our own that writes into the
 * repository's objects: of the user's configuration it sees identity and signing, so hooks, templates, encodings and
 * whatever else git learns to configure cannot change what is written. Throws `git.failed`, `config.signing_key`,
 * `usage.value` for a date.
 */
export async function makeCommit(
  { root, objects, objectFormat }: Location,
  config: UserConfig,
  { env, temporary }: { env: Record<string, string>; temporary: string },
  commit: NewCommit,
): Promise<string> {
  requireObjectIds(commit.tree, ...commit.parents);
  const clean = createCleanDirectory([], objectFormat, temporary);
  try {
    appendFileSync(join(clean.path, 'config'), config.fileOf(needed));
    // In the work tree's folder: a configured key may be named relative to it.
    const git = openGit(root, environmentFor(clean.path, objects, env, commit.date), {
      input: commit.message,
    });
    const parents = commit.parents.flatMap((parent) => ['-p', parent]);
    const made = git.raw(['commit-tree', ...(commit.sign ? ['-S'] : []), ...parents, commit.tree]);
    const id = (
      await made.catch(async (cause: Error) => Promise.reject(await explain(git, commit, cause)))
    ).trim();
    if (isObjectId(id)) return id;
    throw new GatehouseError(
      'git.failed',
      `git gave no id for the commit that it made: ${JSON.stringify(id)}`,
    );
  } finally {
    clean.remove();
  }
}

function environmentFor(
  gitDirectory: string,
  objects: string,
  env: Record<string, string>,
  date: string | undefined,
): Record<string, string> {
  const own = Object.entries(env).filter(([key]) => !key.startsWith('GIT_CONFIG_'));
  return {
    ...Object.fromEntries(own),
    ...(date === undefined ? {} : datesOf(date)),
    GIT_DIR: gitDirectory,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
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

// git's own words are in the user's language, so what failed is found by asking for less.
async function explain(
  git: ReturnType<typeof openGit>,
  { sign }: NewCommit,
  cause: Error,
): Promise<GatehouseError> {
  for (const ident of ['GIT_AUTHOR_IDENT', 'GIT_COMMITTER_IDENT']) {
    const unknown = await git.raw(['var', ident]).then(
      () => null,
      (error: Error) => error,
    );
    if (unknown === null) continue;
    return new GatehouseError('git.failed', `git cannot tell who you are, or when: ${lastLine(unknown)}`, {
      hint: 'git config user.name "<name>" && git config user.email <address>; look at GIT_AUTHOR_… and GIT_COMMITTER_… too.',
      cause,
    });
  }
  if (!sign)
    return new GatehouseError('git.failed', `the commit could not be made: ${firstLine(cause)}`, { cause });
  return new GatehouseError(
    'config.signing_key',
    `git could not make the signed commit: ${firstLine(cause)}`,
    {
      hint: 'Check gpg.format=ssh and user.signingkey (README: "Sign with your SSH key"), and that the agent has the key.',
      cause,
    },
  );
}

function lastLine({ message }: Error): string {
  return message.trim().split('\n').at(-1) ?? '';
}
