// @ts-check
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { engine } from './repository.mjs';

const cli = join(engine, 'packages/cli');

/**
 * The parts of the engine that benches use themselves: what makes histories, and what reads them. They are TypeScript;
 * bundled into the folder of the bench's repository, as the command line is.
 *
 * @param {string} home
 */
export async function loadSource(home) {
  const file = await bundleSource(home);
  const source = await import(pathToFileURL(file).href);
  rmSync(file);
  return source;
}

/**
 * What loads a policy wants to know of the engine. Without `policies`, the engine ships no compiled ones.
 * @param {string} home @param {{policies?: string}} files
 */
export function hostOf(home, files = { policies: join(engine, 'packages/policy/dist') }) {
  return {
    now: () => new Date(),
    /** @param {string} kind */
    cacheFolder(kind) {
      const folder = join(home, '.cache/gatehouse', kind);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    files: { opa: join(engine, 'packages/opa/dist/'), policies: join(home, 'nothing'), ...files },
  };
}

/** The file with them, for a process of its own. @param {string} home */
export async function bundleSource(home) {
  const { build } = createRequire(join(cli, 'package.json'))('esbuild');
  const outfile = join(home, 'source.mjs');
  await build({
    stdin: {
      resolveDir: cli,
      contents: [
        "export { loadPolicy } from '@gatehouse/judge';",
        "export { gatesModule } from '@gatehouse/policy';",
        "export { createForge, makeKey } from '@gatehouse/selftest';",
        "export { openBranch } from '../selftest/src/branch.ts';",
        "export { digestBytes } from '@gatehouse/contracts';",
        "export { indexSignoffs, openWorkTree, readHistory } from '@gatehouse/facts';",
        "export { firstParents, openRepository } from '@gatehouse/git';",
        "export { allowedSigners, formatSignoffMessage, readTrustRoot } from '@gatehouse/signoff';",
      ].join('\n'),
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'error',
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
  });
  return outfile;
}
