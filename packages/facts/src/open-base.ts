import {
  countedPaths,
  digestPluginFiles,
  type Facts,
  GatehouseError,
  type Lock,
  type Outcome,
  parseJsonStrictly,
  programFile,
  type Release,
} from '@gatehouse/contracts';
import { readTrustRoot, type TrustRootIndex, trustRootPath } from '@gatehouse/signoff';
import { type CoveredMemory, type CoveredPaths, readCoveredPaths } from './covered-paths.ts';
import { governedPath, readGoverned } from './governed.ts';
import { type Governed, governedBy } from './governed-outside.ts';
import { readOutcome } from './read-outcome.ts';
import { readRelease, releaseLimit } from './read-release.ts';
import { readYaml } from './read-yaml.ts';
import { lockPath, readLock, readSettings, settingsPath, usualTarget } from './settings.ts';
import type { TreeSource } from './tree-source.ts';

type PluginFacts = Facts['validations'][string]['plugin'];

/** The side that judges: trust root, policies, plugins and earlier releases are read from here, never from the head. */
export interface Base {
  commit: string;
  source: TreeSource;
  trustRoot: TrustRootIndex;
  /** `sha256:…` of the trust root's file. */
  trustRootDigest: string;
  /** The branch that a merge promotes to. */
  target: string;
  /** The engine, policies and plugins that it pins; null where the engine is part of the repository. */
  lock(): Promise<Lock | null>;
  /** What of the repository is governed. Throws what `readGoverned` throws. */
  governed(): Promise<Governed>;
  /** The releases of the base that refer to a path outside of their folders. */
  coveredPaths(): Promise<CoveredPaths>;
  /** A plugin as the base vouches for it; null where it has none of that name. */
  plugin(name: string): Promise<PluginFacts>;
  /** The versions of a release that the base has, with the ids of their folders. */
  versions(name: string): Promise<Map<string, string | undefined>>;
  /** What the release.yaml of a folder says. Throws what `readRelease` throws. */
  release(folder: string): Promise<Release>;
  /** What came of a release, if it was told; `id`: that of its folder. Throws what `readOutcome` throws. */
  outcome(folder: string, id: string | undefined): Promise<Outcome | null>;
  /** What was read of a release as the head has it need not be read again when it is on a later base. */
  remember(folder: string, id: string | null | undefined, release: Release): void;
}

/** What was read of other bases: an audit opens thousands that share trust root, plugins and releases. */
export type BaseMemory = Map<string, Promise<unknown>>;

const coveredIn = new WeakMap<BaseMemory, CoveredMemory>();

// Ids of folders without an outcome: most are asked for again with every later version of their name.
const silentIn = new WeakMap<BaseMemory, Set<string>>();

/** Opens the judging side. Throws `config.trust_root` when the trust root is absent or can not be used. */
export async function openBase(
  source: TreeSource,
  commit: string,
  memory: BaseMemory = new Map(),
): Promise<Base> {
  // Equal ids are equal bytes, so what was read under one id is not read again.
  async function once<T>(kind: string, path: string, read: () => Promise<T>): Promise<T> {
    const id = await source.entryId(path);
    if (id === null || id === undefined) return read();
    const key = `${kind} ${path} ${id}`;
    const known = memory.get(key) as Promise<T> | undefined;
    if (known) return known;
    return keep(memory, key, read());
  }
  const silent = silentIn.get(memory) ?? new Set<string>();
  silentIn.set(memory, silent);
  const covered = coveredIn.get(memory) ?? { releases: new Map(), last: null };
  coveredIn.set(memory, covered);
  const [trustRoot, digest, settings] = await Promise.all([
    once('root', trustRootPath, () => loadTrustRoot(source)),
    source.digest(trustRootPath),
    once('settings', settingsPath, () => readSettings(source)),
  ]);
  const lock = () => once('lock', lockPath, () => readLock(source));
  return {
    commit,
    source,
    trustRoot,
    trustRootDigest: digest?.digest as string,
    target: settings?.target ?? usualTarget,
    lock,
    governed: () =>
      settings === null
        ? once('governed', governedPath, () => readGoverned(source))
        : Promise.resolve(governedBy(settings)),
    coveredPaths: () => readCoveredPaths(source, covered),
    async plugin(name) {
      const own = await once('plugin', `plugins/${name}`, () => readPlugin(source, name));
      return own ?? pluginOf(await lock(), name);
    },
    versions: (name) => source.folders(`releases/${name}`),
    remember(folder, id, release) {
      if (id) keep(memory, `release ${folder} ${id}`, Promise.resolve(release));
    },
    release: (folder) => once('release', folder, () => loadRelease(source, folder)),
    async outcome(folder, id) {
      if (id !== undefined && silent.has(id)) return null;
      const file = `${folder}/outcome.yaml`;
      if ((await source.kind(file)) !== null) return once('outcome', file, () => readOutcome(source, folder));
      if (id !== undefined) silent.add(id);
      return null;
    },
  };
}

// The next version of a name asks for the one before: what was kept first is forgotten first.
function keep<T>(memory: BaseMemory, key: string, value: Promise<T>): Promise<T> {
  memory.set(key, value);
  if (memory.size > 1000) memory.delete(memory.keys().next().value as string);
  return value;
}

/** Reads a trust root from a tree. Throws `config.trust_root`, and what `readYaml` throws. */
export async function loadTrustRoot(source: TreeSource): Promise<TrustRootIndex> {
  const bytes = await source.read(trustRootPath, 1024 * 1024);
  if (bytes !== null) return readTrustRoot(readYaml(bytes, trustRootPath).value);
  throw new GatehouseError('config.trust_root', `there is no ${trustRootPath}`, {
    hint: 'Without it nobody can sign. Make one on the base branch: pnpm gate trust init',
    place: { file: trustRootPath },
  });
}

const largestManifest = 64 * 1024;

async function readPlugin(source: TreeSource, name: string): Promise<PluginFacts> {
  const folder = `plugins/${name}`;
  const program = await source.read(`${folder}/${programFile}`, largestManifest);
  const manifest = program ?? (await source.read(`${folder}/package.json`, largestManifest));
  if (manifest === null) return null;
  const listed = program
    ? await source.files(folder)
    : [`${folder}/package.json`, ...(await source.files(`${folder}/src`))];
  const digests: Record<string, string> = {};
  for (const path of countedPaths(listed.map((one) => one.slice(folder.length + 1)))) {
    const found = await source.digest(`${folder}/${path}`);
    if (found) digests[path] = found.digest;
  }
  const version = readVersion(manifest);
  return version === null ? null : { name, version, digest: digestPluginFiles(digests) };
}

function pluginOf(lock: Lock | null, name: string): PluginFacts {
  const pinned = lock !== null && Object.hasOwn(lock.plugins, name) ? lock.plugins[name] : undefined;
  return pinned === undefined ? null : { name, version: pinned.version, digest: pinned.digest };
}

function readVersion(manifest: Uint8Array): string | null {
  try {
    const { version } = parseJsonStrictly(manifest) as { version?: unknown };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}

async function loadRelease(source: TreeSource, folder: string): Promise<Release> {
  const bytes = await source.read(`${folder}/release.yaml`, releaseLimit);
  return readRelease(bytes ?? new Uint8Array(), folder).release;
}
