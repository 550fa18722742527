import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPolicyFiles, type TreeSource } from '@gatehouse/facts';
import { isPolicyFile, openCompiler, type Policy, type PolicyCache, preparePolicy } from '@gatehouse/policy';
import type { Engine } from './engine.ts';

/** The policy of the base: as the engine ships it, from the user's cache, or compiled. Throws `policy.*`. */
export async function loadPolicy(engine: Engine, source: TreeSource): Promise<Policy> {
  const [files, compiler] = await Promise.all([
    readPolicyFiles(source, isPolicyFile),
    openCompiler(engine.files.opa),
  ]);
  return preparePolicy(files, compiler, policyCache(engine));
}

/**
 * What the engine ships comes first. It is a part of the engine like its code: built with it from the same governed files,
 * so also used where no cache is.
 */
function policyCache(engine: Engine): PolicyCache {
  const own = engine.cacheFolder('policy');
  const folders = own === null ? [engine.files.policies] : [engine.files.policies, own];
  return {
    async read(name) {
      for (const folder of folders) {
        const found = await readFile(join(folder, name)).catch(() => null);
        if (found !== null) return found;
      }
      return null;
    },
    async write(name, bytes) {
      if (own === null) return;
      const file = join(own, name);
      // A cache that cannot be written only costs time.
      try {
        const aside = `${file}.${process.pid}.${engine.now().getTime()}`;
        await writeFile(aside, bytes, { mode: 0o600 });
        await rename(aside, file);
      } catch {
        return;
      }
    },
  };
}
