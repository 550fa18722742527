import { digestJson, type Facts, type Release } from '@gatehouse/contracts';
import type { Objects } from '@gatehouse/git';
import { tellSigner, type VerifiedSignoff } from '@gatehouse/signoff';
import { countFor } from './count-for.ts';
import type { SignoffsByRelease } from './index-signoffs.ts';
import { type Ledger, unratified } from './ledger.ts';
import { longestPointer, readLfsPointer } from './lfs-pointer.ts';
import type { Base } from './open-base.ts';
import { otherVersions, previousVersion } from './other-versions.ts';
import { readEvidence } from './read-evidence.ts';
import type { History } from './read-history.ts';
import { type ReleaseFile, readRelease, releaseLimit } from './read-release.ts';
import { referencedFiles } from './referenced-files.ts';
import { refuseLineEnds } from './refuse-line-ends.ts';
import { releaseDigest } from './release-digest.ts';
import { resolvePath } from './resolve-path.ts';
import type { TreeSource } from './tree-source.ts';
import { waiverHistory } from './waiver-history.ts';

/** What a run knows before it looks at a release. */
export interface FactsRun {
  now: string;
  target: string;
  /** The objects of the base's history. */
  objects: Objects;
  base: Base;
  /** Where the head left the base: what differs from it is what the head changes. */
  fork: TreeSource;
  head: TreeSource;
  history: History;
  signoffs: SignoffsByRelease;
  /** What sign-offs on the base still say, and those of the head. */
  ledger: Ledger;
  /** Withdrawals that only other branches of the repository have. */
  elsewhere?: readonly VerifiedSignoff[];
  /** Whether a commit is an ancestor of another, for sign-offs of the head and withdrawals of the ledger. */
  isAncestor(ancestor: string, descendant: string): boolean;
}

/** The facts of one release, with the file they come from (for lines and columns). */
export interface AssembledFacts {
  facts: Facts;
  locate: ReleaseFile['locate'];
  /** Paths that sign-offs cover and that no commit of the change brought: nobody knows who wrote them. */
  unknown: string[];
}

/**
 * Reads the release in `folder` and assembles its facts. Throws what `readRelease` throws, and `input.path` for a
 * path that leaves the repository.
 */
export async function assembleFacts(run: FactsRun, folder: string): Promise<AssembledFacts> {
  const { base, head } = run;
  const bytes = await head.read(`${folder}/release.yaml`, releaseLimit);
  const read = readRelease(bytes ?? new Uint8Array(), folder);
  const { release, locate } = read;
  base.remember(folder, await head.entryId(folder), release);
  if (head.commit === null) await refuseLineEnds(head, folder, read);
  const { evidence: _entries, ...spec } = release;
  const evidence = await readEvidence(head, folder, release);
  const scope = { project: base.trustRoot.root.project, target: run.target };
  const digest = await releaseDigest(head, folder, scope, read);
  const promoted = await promotedDigest(run, folder, digest, scope);
  const releases = await otherVersions(run, release, promoted !== null);
  const { unknown, ...counted } = await signoffsOf(run, folder, read, digest, evidence.evidence);

  const facts: Facts = {
    schema: 'gatehouse/facts@1',
    now: run.now,
    ...scope,
    base: {
      commit: base.commit,
      digest: promoted,
      evidence: await sameOnBase(run, folder, evidence.evidence),
    },
    head: { commit: head.commit, preview: head.commit === null },
    path: folder,
    digest,
    release: spec,
    files: await readFiles(head, folder, release, evidence.evidence, locate),
    validations: await bindValidations(base, release),
    ...evidence,
    releases,
    previous: await previousVersion(run, release, releases),
    principals: principalsOf(run, folder),
    ...counted,
    waiver_history: await waiverHistory(run, release),
    unratified: await unratified(base, release.name, run.ledger),
  };
  return { facts, locate, unknown };
}

// Equal trees have equal digests: what did not change is not hashed twice.
async function promotedDigest(
  run: FactsRun,
  folder: string,
  digest: string,
  scope: { project: string; target: string },
): Promise<string | null> {
  const promoted = await run.base.source.entryId(folder);
  // A folder without a release.yaml is no release.
  if (promoted === null || (await run.base.source.kind(`${folder}/release.yaml`)) === null) return null;
  const same = promoted === (await run.head.entryId(folder));
  return same ? digest : releaseDigest(run.base.source, folder, scope);
}

async function sameOnBase(
  { base, head }: FactsRun,
  folder: string,
  evidence: Facts['evidence'],
): Promise<string[]> {
  const same: string[] = [];
  for (const id of Object.keys(evidence).sort()) {
    const path = `${folder}/evidence/${id}.json`;
    const [there, here] = [await base.source.entryId(path), await head.entryId(path)];
    if (there === null) continue;
    // The work tree has no ids.
    const [old, own] = here === undefined ? [await base.source.digest(path), await head.digest(path)] : [];
    if (here === undefined ? old?.digest === own?.digest : here === there) same.push(id);
  }
  return same;
}

async function readFiles(
  head: TreeSource,
  folder: string,
  release: Release,
  evidence: Facts['evidence'],
  locate: ReleaseFile['locate'],
): Promise<Facts['files']> {
  const places = new Map(referencedFiles(release).map(({ path, at }) => [path, at]));
  for (const { id, inputs } of Object.values(evidence)) {
    const index = (release.evidence ?? []).findIndex((entry) => entry.id === id);
    for (const { path } of inputs) if (!places.has(path)) places.set(path, ['evidence', index]);
  }
  const found = [...places].map(async ([path, at]) => {
    const file = await describeFile(
      head,
      resolvePath(folder, path, () => locate(at)),
    );
    return file === null ? [] : [[path, file] as const];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

async function describeFile(head: TreeSource, path: string): Promise<Facts['files'][string] | null> {
  const file = await head.digest(path);
  if (file === null || file.size > longestPointer) return file;
  const bytes = await head.read(path, longestPointer);
  const pointer = bytes === null ? null : readLfsPointer(bytes);
  return pointer === null ? file : { ...file, pointer };
}

async function bindValidations(base: Base, release: Release): Promise<Facts['validations']> {
  const bound: Facts['validations'] = {};
  for (const { id, plugin, config } of release.validations ?? []) {
    bound[id] = { config_digest: digestJson(config), plugin: await base.plugin(plugin) };
  }
  return bound;
}

function principalsOf({ base, now }: FactsRun, folder: string): Facts['principals'] {
  const { root, rolesFor } = base.trustRoot;
  const entries = Object.entries(root.principals).map(([id, { kind }]) => {
    const roles = rolesFor(id, folder, now.slice(0, 10)).map(({ role }) => role);
    return [id, { kind, roles }] as const;
  });
  return Object.fromEntries(entries);
}

async function signoffsOf(
  run: FactsRun,
  folder: string,
  read: ReleaseFile,
  digest: string,
  evidence: Facts['evidence'],
): Promise<Pick<Facts, 'signoffs' | 'authors' | 'contributions'> & { unknown: string[] }> {
  const withdrawals = run.ledger.withdrawals;
  const { commits, unknown, signoffs, authors } = await countFor(
    { ...run, withdrawals },
    folder,
    read,
    digest,
  );
  const ids = Object.keys(evidence);
  const blobs = new Map<string, string | null | undefined>();
  for (const id of ids) blobs.set(id, await run.head.entryId(`${folder}/evidence/${id}.json`));
  const contributions = commits.map(async ({ id: commit, bytes, brought }) => ({
    commit,
    ...(await tellSigner(bytes, run.base.trustRoot)),
    evidence: ids
      .filter((id) => blobs.get(id) && brought.get(`evidence/${id}.json`)?.id === blobs.get(id))
      .sort(),
  }));
  return { signoffs, authors, unknown, contributions: (await Promise.all(contributions)).sort(byCommit) };
}

function byCommit(one: { commit: string }, other: { commit: string }): number {
  return one.commit < other.commit ? -1 : 1;
}
