import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';

/** A file with OPA's raw module; `release` it after use. */
export interface ModuleFile {
  file: string;
  release(): Promise<void>;
}

/**
 * OPA's module, decompressed and checked against the SHA-256 in opa.json: from the cache, else made there, else
 * (the cache can not be written) in a temporary folder. Throws when the bytes are not the ones that opa.json names.
 */
export async function loadModule(home: string, cacheDir: string | undefined): Promise<ModuleFile> {
  const { sha256 } = JSON.parse(await readFile(join(home, 'opa.json'), 'utf8')) as { sha256: string };
  const cached = cacheDir === undefined ? null : join(cacheDir, `opa-${sha256}.wasm`);
  if (cached !== null && (await hasDigest(cached, sha256))) return { file: cached, release: async () => {} };

  const raw = await promisify(brotliDecompress)(await readFile(join(home, 'opa.wasm.br')));
  if (digest(raw) !== sha256)
    throw new Error(`opa.wasm.br does not hold the module that opa.json names (${sha256})`);
  if (cached !== null && (await store(cached, raw))) return { file: cached, release: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-opa-'));
  await writeFile(join(folder, 'opa.wasm'), raw);
  return { file: join(folder, 'opa.wasm'), release: () => rm(folder, { recursive: true, force: true }) };
}

async function hasDigest(file: string, sha256: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => null);
  return bytes !== null && digest(bytes) === sha256;
}

async function store(file: string, bytes: Uint8Array): Promise<boolean> {
  const aside = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(aside, bytes);
    await rename(aside, file);
    return true;
  } catch {
    await rm(aside, { force: true }).catch(() => {});
    return false;
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
