import { type Catalogue, digestBytes, digestJson, GatehouseError } from '@gatehouse/contracts';
import { buildCatalogue } from './build-catalogue.ts';
import { readPolicySources } from './read-sources.ts';

/** A policy that can be evaluated. */
export interface Policy {
  /** Over sources, data, capabilities and compiler: the same digest gives the same decisions. */
  digest: string;
  wasm: Uint8Array;
  data: Record<string, unknown>;
  catalogue: Catalogue;
}

/** Where compiled policies are kept between runs, by digest. It must be out of reach of the judged side. */
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
    entrypoint: string,
  ): Promise<{ wasm: Uint8Array; annotations: Parameters<typeof buildCatalogue>[0] }>;
}

export const entrypoint = 'main/decision';

/**
 * Turns the files of a `policies/` folder (path → text) into a policy: from the cache when the digest is known,
 * else compiled. Throws `policy.missing` and `policy.invalid` with file, line and column.
 */
export async function preparePolicy(
  files: Record<string, string>,
  compiler: PolicyCompiler,
  cache: PolicyCache,
): Promise<Policy> {
  const { modules, data } = readPolicySources(files);
  const sources = Object.fromEntries(modules.map(({ path, text }) => [path, digestBytes(text)]));
  const digest = digestJson({ sources, data: digestJson(data), compiler: compiler.identity });
  const cached = await readCached(cache, digest);
  if (cached) return { digest, data, ...cached };

  const { wasm, annotations } = await compiler.prepare(modules, entrypoint);
  const catalogue = buildCatalogue(annotations);
  await cache.write(digest, pack(catalogue, wasm));
  return { digest, data, wasm, catalogue };
}

async function readCached(
  cache: PolicyCache,
  digest: string,
): Promise<{ wasm: Uint8Array; catalogue: Catalogue } | null> {
  const bytes = await cache.read(digest);
  return bytes === null ? null : unpack(bytes);
}

// One file: a checksum over the rest, the length of the catalogue, the catalogue, the wasm. A torn write is a miss.
function pack(catalogue: Catalogue, wasm: Uint8Array): Uint8Array {
  const json = Buffer.from(JSON.stringify(catalogue));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  const rest = Buffer.concat([length, json, wasm]);
  return Buffer.concat([Buffer.from(digestBytes(rest).slice(7), 'hex'), rest]);
}

function unpack(bytes: Uint8Array): { wasm: Uint8Array; catalogue: Catalogue } | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rest = buffer.subarray(32);
  if (buffer.length < 40 || digestBytes(rest).slice(7) !== buffer.toString('hex', 0, 32)) return null;
  const end = 4 + rest.readUInt32BE(0);
  return { catalogue: JSON.parse(rest.toString('utf8', 4, end)) as Catalogue, wasm: rest.subarray(end) };
}

/** A compile error of the `opa` package as the error that users see. */
export function policyError(
  errors: readonly { message: string; file?: string; row?: number; column?: number }[],
): GatehouseError {
  const all = errors.map(
    (error) =>
      new GatehouseError('policy.invalid', error.message, {
        place: {
          ...(error.file === undefined ? {} : { file: `policies/${error.file}` }),
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
