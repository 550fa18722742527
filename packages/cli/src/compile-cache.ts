import { chmodSync } from 'node:fs';
import * as modules from 'node:module';
import { findFolder } from './cache-folder.ts';
import type { Host } from './host.ts';

/** Since Node 22.8. */
const { enableCompileCache } = modules as { enableCompileCache?: (folder: string) => unknown };

/**
 * Lets Node keep what V8 made of this engine's own code for the next run, unless `--no-cache` stands on the command line.
 * What it keeps is run as code, so it lies where nobody else can even enter. Node takes a file of it for the very text of
 * the module and the very V8 that it was made of and by, or not at all.
 */
export function keepCompiledCode(argv: readonly string[], host: Pick<Host, 'env' | 'stderr'>): void {
  if (enableCompileCache === undefined || argv.includes('--no-cache')) return;
  const folder = findFolder(host, 'code');
  if (folder === null) return;
  try {
    // The folders that Node makes in it are as the user's mask says, which may let others write.
    chmodSync(folder, 0o700);
  } catch {
    return;
  }
  enableCompileCache(folder);
}
