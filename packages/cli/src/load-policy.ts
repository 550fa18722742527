import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPolicyFiles, type TreeSource } from '@gatehouse/facts';
import { createOpa } from '@gatehouse/opa';
import { isPolicyFile, type Policy, type PolicyCache, policyError, preparePolicy } from '@gatehouse/policy';
import type { Host } from './host.ts';

/** The policy of the base, compiled or from the cache. Throws `policy.*`. */
export async function loadPolicy(host: Host, source: TreeSource): Promise<Policy> {
  const files = await readPolicyFiles(source, isPolicyFile);
  const identity = await readFile(join(host.files.opa, 'opa.json'), 'utf8');
  const compiler = {
    identity,
    async prepare(modules: { path: string; text: string }[], entrypoints: string[]) {
      const opa = createOpa({ home: host.files.opa });
      const prepared = await opa.prepare(modules, { entrypoints });
      if (!prepared.ok) throw policyError(prepared.errors);
      return prepared.value;
    },
  };
  return preparePolicy(files, compiler, diskCache(join(cacheFolder(host), 'policy'), host));
}

/** In the user's cache, not in the work tree: a branch must not be able to bring compiled policies with it. */
export function cacheFolder(host: Host): string {
  const base = host.env.XDG_CACHE_HOME || (host.env.HOME && join(host.env.HOME, '.cache'));
  return join(base || host.temporary, 'gatehouse');
}

function diskCache(folder: string, host: Host): PolicyCache {
  const file = (digest: string) => join(folder, digest.replace(':', '-'));
  return {
    read: (digest) => readFile(file(digest)).catch(() => null),
    async write(digest, bytes) {
      // A cache that can not be written only costs time.
      try {
        await mkdir(folder, { recursive: true });
        const aside = `${file(digest)}.${process.pid}.${host.now().getTime()}`;
        await writeFile(aside, bytes);
        await rename(aside, file(digest));
      } catch {
        return;
      }
    },
  };
}
