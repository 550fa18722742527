import { type Catalogue, digestBytes, digestJson, GatehouseError } from '@gatehouse/contracts';
import { buildCatalogue } from './build-catalogue.ts';
import { type CompiledRules, packData, packRules, readData, readRules } from './cache-entries.ts';
import { changeGate, gateOf, gatesOf } from './gates.ts';
import type { PolicyCompiler } from './open-compiler.ts';
import type { PolicySources } from './policy-sources.ts';
import { isPolicyFile, shownPath, sortPolicyFiles } from './read-sources.ts';

/** A policy that can be evaluated. */
export interface Policy extends CompiledRules {
  /** Over the bytes of every file that judges, and the compiler: the same digest gives the same decisions. */
  digest: string;
  data: Record<string, unknown>;
}

/**
 * Where compiled rules and read data are kept between runs, by digest. What it gives is believed: nobody but the user who
 * judges, or who built the engine, may be able to write there.
 */
export interface PolicyCache {
  /** `name` can be that of a file. */
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

export const entrypoint = 'main/decision';

export const changeEntrypoint = 'main/change_decision';

/** The two decisions; only that on a release where no gate judges changes. */
export function decisionEntrypoints(modules: readonly { path: string }[]): string[] {
  return gatesOf(modules).includes(changeGate) ? [entrypoint, changeEntrypoint] : [entrypoint];
}

/** The decisions, and each gate by itself: asked only to find out which of them never ends. */
export function entrypointsOf(modules: readonly { path: string }[]): string[] {
  return [...decisionEntrypoints(modules), ...gatesOf(modules).map(gateEntrypoint)];
}

/** Where one gate is asked. */
export function gateEntrypoint(gate: string): string {
  return `gates/${gate}/rules`;
}

/** The version of what this host makes of a policy: another one must not meet an old cache. */
const host = 9;

/**
 * Turns the files of a `policies/` folder (path → text) into a policy. Rules and data are kept in the cache apart, so that
 * with another threshold nothing is compiled: the rules by the digest of their modules, the data by that of the whole.
 * Throws `policy.missing` and `policy.invalid` with file, line and column.
 */
export async function preparePolicy(
  files: Record<string, string>,
  compiler: PolicyCompiler,
  cache: PolicyCache,
): Promise<Policy> {
  const sources = Object.entries(files).filter(([path]) => isPolicyFile(path));
  const digests = sources.map(([path, text]) => [path, digestBytes(text)] as const);
  const modules = digests.filter(([path]) => path.endsWith('.rego'));
  const { identity } = compiler;
  const digest = digestJson({ sources: Object.fromEntries(digests), compiler: identity, host });
  const rulesDigest = digestJson({ modules: Object.fromEntries(modules), compiler: identity, host });
  const [rules, data] = await Promise.all([
    cache.read(fileName(rulesDigest)).then(readRules),
    cache.read(fileName(digest)).then(readData),
  ]);
  if (rules !== null && data !== null) return { digest, data, ...rules };

  const sorted = sortPolicyFiles(files);
  const compiling = rules ?? compileRules(sorted.modules, compiler);
  Promise.resolve(compiling).catch(() => {}); // Thrown below, after what is wrong with the data.
  const found = data ?? sorted.readData(); // A tenth of a second, while the compiler runs in a process of its own.
  const compiled = await compiling;
  if (rules === null) await cache.write(fileName(rulesDigest), packRules(compiled));
  if (data === null) await cache.write(fileName(digest), packData(found));
  return { digest, data: found, ...compiled };
}

function fileName(digest: string): string {
  return digest.replace(':', '-');
}

async function compileRules(
  modules: PolicySources['modules'],
  compiler: PolicyCompiler,
): Promise<CompiledRules> {
  const { wasm, annotations } = await compiler.prepare(modules, entrypointsOf(modules));
  const catalogue = buildCatalogue(annotations);
  requireGates(modules, catalogue);
  return { wasm, catalogue };
}

// A folder whose gate METADATA does not describe would be refused with every evaluation: better at once, by its name.
function requireGates(modules: readonly { path: string }[], { gates }: Catalogue): void {
  const known = new Set(gates.map(({ gate }) => gate));
  for (const { path } of modules) {
    const gate = gateOf(path);
    if (gate === undefined || known.has(gate)) continue;
    throw new GatehouseError('policy.invalid', `the gate ${gate} has no METADATA, and would not be asked`, {
      hint: 'Describe the package and each of its rules: see the gates in policies/gates/.',
      place: { file: shownPath(path) },
    });
  }
}
