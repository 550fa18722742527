import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPolicyFiles, type TreeSource } from '@gatehouse/facts';
import { createOpa } from '@gatehouse/opa';
import { isPolicyFile, type Policy, type PolicyCache, policyError, preparePolicy } from '@gatehouse/policy';
import { cacheFolder } from './cache-folder.ts';
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
  const folder = cacheFolder(host, 'policy');
  return preparePolicy(files, compiler, folder === null ? noCache : diskCache(folder, host));
}

const noCache: PolicyCache = { read: async () => null, write: async () => {} };

function diskCache(folder: string, host: Host): PolicyCache {
  const file = (digest: string) => join(folder, digest.replace(':', '-'));
  return {
    read: (digest) => readFile(file(digest)).catch(() => null),
    async write(digest, bytes) {
      // A cache that cannot be written only costs time.
      try {
        const aside = `${file(digest)}.${process.pid}.${host.now().getTime()}`;
        await writeFile(aside, bytes, { mode: 0o600 });
        await rename(aside, file(digest));
      } catch {
        return;
      }
    },
  };
}
