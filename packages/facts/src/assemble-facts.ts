import { digestJson, type Facts, type Release } from '@gatehouse/contracts';
import { documentLimit, documentText } from './document-text.ts';
import type { FactsRun } from './facts-run.ts';
import { unratified } from './ledger.ts';
import { longestPointer, readLfsPointer } from './lfs-pointer.ts';
import type { Base } from './open-base.ts';
import { otherVersions, previousVersion } from './other-versions.ts';
import { readEvidence } from './read-evidence.ts';
import { type ReleaseFile, readRelease, releaseLimit } from './read-release.ts';
import { referencedFiles } from './referenced-files.ts';
import { refuseLineEnds } from './refuse-line-ends.ts';
import { releaseDigest } from './release-digest.ts';
import { resolvePath } from './resolve-path.ts';
import { signingFacts } from './signing-facts.ts';
import type { TreeSource } from './tree-source.ts';
import { waiverHistory } from './waiver-history.ts';

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
  const scope = { project: base.trustRoot.root.project, target: run.base.target };
  const digest = await releaseDigest(head, folder, scope, read);
  const promoted = await promotedDigest(run, folder, digest, scope);
  const releases = await otherVersions(run, release, promoted !== null);
  const files = await readFiles(head, folder, release, evidence.evidence, locate);
  const subject = { ...scope, path: folder, digest, release: spec, files, evidence: evidence.evidence };
  const { unknown, ...signed } = await signingFacts(run, read, subject);

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
    files,
    documents: await readDocuments(head, folder, release, locate),
    validations: await bindValidations(base, release),
    ...evidence,
    releases,
    previous: await previousVersion(run, release, releases),
    principals: principalsOf(run, folder),
    ...signed,
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

async function readDocuments(
  head: TreeSource,
  folder: string,
  { documents = [] }: Release,
  locate: ReleaseFile['locate'],
): Promise<Facts['documents']> {
  const read = documents.map(async ({ path }, index) => {
    if (path.startsWith('https://')) return [];
    const place = resolvePath(folder, path, () => locate(['documents', index, 'path']));
    const size = (await head.digest(place))?.size;
    if (size === undefined) return [];
    const bytes = size > documentLimit ? null : await head.read(place, documentLimit);
    return [[path, bytes && documentText(bytes)] as const];
  });
  return Object.fromEntries((await Promise.all(read)).flat());
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
