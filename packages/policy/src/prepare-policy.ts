import { type Catalogue, digestBytes, digestJson, GatehouseError } from '@gatehouse/contracts';
import { buildCatalogue } from './build-catalogue.ts';
import { changeGate } from './gates.ts';
import { isPolicyFile, shownPath, sortPolicyFiles } from './read-sources.ts';

/** A policy that can be evaluated. */
export interface Policy {
  /** Over the bytes of every file that judges, and the compiler: the same digest gives the same decisions. */
  digest: string;
  wasm: Uint8Array;
  data: Record<string, unknown>;
  catalogue: Catalogue;
}

/**
 * Where compiled policies are kept between runs, by digest. What it gives is believed: nobody but the user who judges may
 * be able to write there.
 */
export interface PolicyCache {
  read(name: string): Promise<Uint8Array | null>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/** The compiler, as the `opa` package gives it; loaded only when the cache has nothing. */
export interface PolicyCompiler {
  /** A digest of the compiler and its capabilities. */
  identity: string;
  prepare(
    modules: { path: string; text: string }[],
    entrypoints: string[],
  ): Promise<{ wasm: Uint8Array; annotations: Parameters<typeof buildCatalogue>[0] }>;
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

function gatesOf(modules: readonly { path: string }[]): string[] {
  return [...new Set(modules.flatMap(({ path }) => gateOf(path) ?? []))].sort();
}

/** Where one gate is asked. */
export function gateEntrypoint(gate: string): string {
  return `gates/${gate}/rules`;
}

function gateOf(path: string): string | undefined {
  return path.match(/(?:^|^packs\/[^/]+\/)gates\/([^/]+)\//)?.[1];
}

/** The version of what this host makes of a policy: another one must not meet an old cache. */
const host = 7;

/**
 * Turns the files of a `policies/` folder (path → text) into a policy: from the cache when the digest is known,
 * else compiled. Throws `policy.missing` and `policy.invalid` with file, line and column.
 */
export async function preparePolicy(
  files: Record<string, string>,
  compiler: PolicyCompiler,
  cache: PolicyCache,
): Promise<Policy> {
  const sources = Object.entries(files).filter(([path]) => isPolicyFile(path));
  const digests = Object.fromEntries(sources.map(([path, text]) => [path, digestBytes(text)]));
  const digest = digestJson({ sources: digests, compiler: compiler.identity, host });
  const cached = await cache.read(digest);
  const known = cached === null ? null : unpack(cached);
  if (known) return { digest, ...known };

  const { modules, readData } = sortPolicyFiles(files);
  const compiling = compiler.prepare(modules, entrypointsOf(modules));
  compiling.catch(() => {}); // Thrown below, after what is wrong with the data.
  const data = readData(); // A tenth of a second, while the compiler runs in a process of its own.
  const { wasm, annotations } = await compiling;
  const catalogue = buildCatalogue(annotations);
  requireGates(modules, catalogue);
  await cache.write(digest, pack({ catalogue, data, wasm }));
  return { digest, data, wasm, catalogue };
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

type Compiled = Omit<Policy, 'digest'>;

// One file: a checksum over the rest, a length, catalogue and data as JSON, the wasm. A torn write is a miss. More than
// that the checksum does not prove: whoever can write the file can write it too.
function pack({ catalogue, data, wasm }: Compiled): Uint8Array {
  const json = Buffer.from(JSON.stringify({ catalogue, data }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  const rest = Buffer.concat([length, json, wasm]);
  return Buffer.concat([Buffer.from(digestBytes(rest).slice('sha256:'.length), 'hex'), rest]);
}

function unpack(bytes: Uint8Array): Compiled | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rest = buffer.subarray(32);
  if (buffer.length < 40 || digestBytes(rest).slice('sha256:'.length) !== buffer.toString('hex', 0, 32))
    return null;
  const end = 4 + rest.readUInt32BE(0);
  const { catalogue, data } = JSON.parse(rest.toString('utf8', 4, end)) as Omit<Compiled, 'wasm'>;
  return { catalogue, data, wasm: rest.subarray(end) };
}

/** A compile error of the `opa` package as the error that users see. */
export function policyError(
  errors: readonly { message: string; file?: string; row?: number; column?: number }[],
): GatehouseError {
  const all = errors.map(
    (error) =>
      new GatehouseError('policy.invalid', error.message, {
        place: {
          ...(error.file === undefined ? {} : { file: shownPath(error.file) }),
          ...(error.row === undefined ? {} : { line: error.row }),
          ...(error.column === undefined ? {} : { column: error.column }),
        },
      }),
  );
  const [first, ...others] = all;
  if (!first)
    return new GatehouseError(
      'policy.invalid',
      'the policy does not compile, and the compiler gave no reason',
    );
  return new GatehouseError(first.code, first.message, { place: first.place, others });
}
