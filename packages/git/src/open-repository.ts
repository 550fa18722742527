import { statSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { createCleanDirectory } from './clean-directory.ts';
import { listRefs, type Ref, readSymbolicRefs } from './list-refs.ts';
import { type Location, locateRepository } from './locate-repository.ts';
import { openObjectReader } from './object-reader.ts';
import { type Objects, objectsOf } from './objects.ts';
import { findCommit } from './resolve-name.ts';
import { openRevisions, type Revisions } from './revisions.ts';
import { runGit, type Surroundings } from './run-git.ts';

/** A repository for reading: objects by id, through a clean git directory. Close it when done. */
export interface Repository extends Objects, Revisions {
  readonly location: Location;
  /** The commit that a user's name stands for, see `findCommit`. Throws `git.ref`, also where it may mean several. */
  resolve(name: string): Promise<string>;
  /** As `resolve`, but null where there is none. */
  find(name: string): Promise<string | null>;
  /** The full name of the ref that HEAD points to, whether that exists or not; null where HEAD is a commit. */
  headRef(): Promise<string | null>;
  /** The refs below a prefix (`refs/heads/`), sorted by name. Throws `git.ref`, also for a ref that can not be read. */
  refs(prefix: string): Promise<Ref[]>;
  /** The refs that are other names of a ref, by name: a push to one of them moves that ref. Throws `git.ref`. */
  symbolicRefs(): Promise<Map<string, string>>;
  close(): void;
}

export interface OpenOptions {
  /** A further folder of objects: what git names GIT_QUARANTINE_PATH while a pre-receive hook runs. */
  quarantine?: string | undefined;
}

/**
 * Opens the repository around a folder, bare or not. Throws `config.not_a_repository`, `config.shallow`, and
 * `git.object` where the quarantine is no folder.
 */
export async function openRepository(
  directory: string,
  surroundings: Surroundings,
  options: OpenOptions = {},
): Promise<Repository> {
  const location = await locateRepository(directory, surroundings);
  if (location.shallow) throw shallowClone();
  const borrowed = [...quarantined(directory, options.quarantine), location.objects];
  const clean = createCleanDirectory(borrowed, location.objectFormat, surroundings.temporary);
  const reader = openObjectReader(clean.path, location.objectFormat, surroundings);

  // Ids are looked up where the quarantine is seen too; names only exist in the repository itself.
  const lookup = { repository: location.root, objects: clean.path, surroundings };
  const find = (name: string) => findCommit(lookup, name);

  return {
    location,
    ...objectsOf(reader),
    ...openRevisions(clean.path, surroundings),
    find,
    async resolve(name) {
      const found = await find(name);
      if (found === null) throw unknownName(name);
      return found;
    },
    async headRef() {
      const args = ['symbolic-ref', '--quiet', 'HEAD'];
      const asked = await runGit(args, { gitDirectory: location.gitDirectory }, surroundings);
      return asked.code === 0 ? asked.stdout.toString('utf8').trim() : null;
    },
    refs: (prefix) => listRefs(location.gitDirectory, prefix, surroundings),
    symbolicRefs: () => readSymbolicRefs(location.gitDirectory, surroundings),
    close() {
      reader.close();
      clean.remove();
    },
  };
}

// git passes over an alternate that does not exist, with a warning that nobody sees.
function quarantined(directory: string, folder: string | undefined): string[] {
  if (folder === undefined) return [];
  const path = resolvePath(directory, folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  throw new GatehouseError('git.object', `the quarantine ${path} is not a folder of objects`, {
    hint: 'Give the value of GIT_QUARANTINE_PATH, or nothing outside of a pre-receive hook.',
  });
}

function unknownName(name: string): GatehouseError {
  return new GatehouseError('git.ref', `no commit is named ${JSON.stringify(name)}`, {
    hint: 'Give a branch, a tag or a commit that this clone has (git fetch brings what is missing); ~2, ^2 or ^{commit} may follow.',
  });
}

function shallowClone(): GatehouseError {
  return new GatehouseError('config.shallow', 'this clone is shallow: sign-offs and history are cut off', {
    hint: 'Run git fetch --unshallow (in GitHub Actions: actions/checkout with fetch-depth: 0).',
  });
}
