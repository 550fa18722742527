import { lstat, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  digestBytes,
  type Evidence,
  GatehouseError,
  type ReleaseEvidence,
  validateEvidence,
  violations,
} from '@gatehouse/contracts';
import { withLock } from './file-lock.ts';
import { entryOf } from './make-evidence.ts';
import { readEntries, spliceEvidence } from './splice-evidence.ts';
import { type NewFile, removeLeftovers, writeFiles } from './write-files.ts';

const lockName = '.evidence.lock';

export interface WriteOptions {
  /** Absolute: the folder of release.yaml. */
  releaseDirectory: string;
  evidence: readonly Evidence[];
  /** Ids of the validations that still exist: other entries are dropped, with their files. Without it, none is. */
  keep?: readonly string[];
  /** How long to wait for another process that writes here, in seconds. */
  wait?: number;
}

/**
 * Writes evidence/<id>.json and the entries of release.yaml, and returns all entries that are there now. Entries that
 * others wrote meanwhile stay.
 *
 * Killed at any moment, it leaves the old or the new release.yaml, and each evidence file old or new. Between the
 * first evidence file and release.yaml (a few renames) the old release.yaml pins a file that is new: the digests do
 * not match, so the gate blocks and the next `validate` measures that one again. A journal would save this one
 * measurement, and could bring back old entries over what a person wrote into release.yaml since: not worth it. What
 * a person saves while it runs stays, but for the moment between the last look at release.yaml and its renaming.
 *
 * Throws GatehouseError: `refused.locked`, `input.missing`, `input.not_utf8`, `input.yaml`, `input.schema`,
 * `input.path`; then nothing was written.
 */
export async function writeEvidence(options: WriteOptions): Promise<ReleaseEvidence[]> {
  const files = options.evidence.map((evidence) => evidenceFile(options.releaseDirectory, evidence));
  const fresh = options.evidence.map((evidence, index) =>
    entryOf(evidence, digestBytes((files[index] as NewFile).bytes)),
  );
  checkIds(fresh);
  const path = join(options.releaseDirectory, 'release.yaml');
  await checkPlaces(options.releaseDirectory, path);
  return withLock(join(options.releaseDirectory, lockName), options.wait ?? 30, async () => {
    for (;;) {
      await sweep(options.releaseDirectory);
      const mode = await checkPlaces(options.releaseDirectory, path);
      const text = await readText(path);
      const before = readEntries(text);
      const entries = mergeEntries(before, fresh, options.keep);
      const bytes = Buffer.from(spliceEvidence(text, entries), 'utf8');
      // People do not take the lock: what one of them saved meanwhile is read again, and stays.
      const isAsRead = async () => (await readText(path)) === text;
      if (!(await writeFiles([...files, { path, bytes, mode }], isAsRead))) continue;
      for (const { id } of before.filter((old) => !entries.some((entry) => entry.id === old.id)))
        await rm(join(options.releaseDirectory, 'evidence', `${id}.json`), { force: true });
      return entries;
    }
  });
}

/**
 * Removes what killed validations left in the folder of a release, where nothing new is written into it. What a living
 * process has there stays.
 */
export async function clearKilled(releaseDirectory: string): Promise<void> {
  if (!(await readdir(releaseDirectory)).some((name) => name.startsWith(lockName))) return;
  try {
    await withLock(join(releaseDirectory, lockName), 0, () => sweep(releaseDirectory));
  } catch (error) {
    if (!(error instanceof GatehouseError && error.code === 'refused.locked')) throw error;
  }
}

async function sweep(releaseDirectory: string): Promise<void> {
  for (const folder of ['.', 'evidence']) await removeLeftovers(join(releaseDirectory, folder));
}

/** Old entries in their order with the fresh ones in their places, new ones behind; pure. */
export function mergeEntries(
  before: readonly ReleaseEvidence[],
  fresh: readonly ReleaseEvidence[],
  keep?: readonly string[],
): ReleaseEvidence[] {
  const entries = new Map([...before, ...fresh].map((entry) => [entry.id, entry]));
  const kept = keep && new Set([...keep, ...fresh.map(({ id }) => id)]);
  return [...entries.values()].filter((entry) => kept?.has(entry.id) ?? true);
}

function evidenceFile(releaseDirectory: string, evidence: Evidence): NewFile {
  const [wrong] = violations(validateEvidence, evidence);
  if (wrong) throw new GatehouseError('internal', `evidence that does not fit its schema: ${wrong.message}`);
  const bytes = Buffer.from(`${JSON.stringify(evidence, null, 2)}\n`, 'utf8');
  return { path: join(releaseDirectory, 'evidence', `${evidence.id}.json`), bytes };
}

function checkIds(entries: readonly ReleaseEvidence[]): void {
  const ids = new Set(entries.map(({ id }) => id));
  if (ids.size !== entries.length)
    throw new GatehouseError('internal', 'two pieces of evidence with the same id');
}

// Through a link, evidence would be written outside of the release. Gives the mode of release.yaml.
async function checkPlaces(releaseDirectory: string, path: string): Promise<number> {
  const file = await lstat(path).catch(() => undefined);
  if (!file) throw noRelease(path);
  if (!file.isFile())
    throw new GatehouseError('input.path', 'release.yaml is not a plain file', { place: { file: path } });
  const folder = join(releaseDirectory, 'evidence');
  const evidence = await lstat(folder).catch(() => undefined);
  if (evidence && !evidence.isDirectory())
    throw new GatehouseError('input.path', 'evidence/ is not a plain folder', { place: { file: folder } });
  return file.mode;
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw noRelease(path);
    if (!(error instanceof TypeError)) throw error;
    throw new GatehouseError('input.not_utf8', 'release.yaml is not UTF-8', { place: { file: path } });
  }
}

function noRelease(path: string): GatehouseError {
  return new GatehouseError('input.missing', 'there is no release.yaml', {
    hint: 'If another branch was checked out meanwhile, go back to that of the release and measure again.',
    place: { file: path },
  });
}
