import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OpaCapabilities } from './opa-types.ts';

/** What this package's build makes. */
export const ownHome = fileURLToPath(new URL('../dist/', import.meta.url));

/** What compiles, as text: OPA's version and the SHA-256 of its module. It belongs into the key of any cache. */
export function compilerIdentity(home = ownHome): Promise<string> {
  return readFile(join(home, 'opa.json'), 'utf8');
}

/** The capabilities that policies may use, as the generated file has them: without starting OPA. */
export async function capabilities(home = ownHome): Promise<OpaCapabilities> {
  return JSON.parse(await readFile(join(home, 'capabilities.json'), 'utf8')) as OpaCapabilities;
}
