import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginManifest } from '@gatehouse/contracts';
import { build } from 'esbuild';
import { externalPackages, makePluginManifest } from './plugin-manifest.ts';
import { readProgram } from './program-manifest.ts';
import { readPluginSources } from './read-plugin-sources.ts';

/**
 * Builds the plugin in `folder`: dist/main.mjs, which serves it, and dist/plugin.json, which describes it. A program of
 * another language is only checked. Throws GatehouseError `plugin.config` with the place of what is wrong.
 */
export async function buildPlugin(folder: string): Promise<PluginManifest> {
  const program = readProgram(folder);
  if (program) return program;
  const files = readPluginSources(folder);
  const manifest = makePluginManifest(files);
  mkdirSync(join(folder, 'dist'), { recursive: true });
  await bundle(folder, externalPackages(files));
  writeWhole(join(folder, 'dist/plugin.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

// The plugin is imported late, so that even what it does while it loads is answered for.
const entry = `
import { servePlugin } from '@gatehouse/plugin-kit/serve';
servePlugin(async () => (await import('./src/plugin.ts')).plugin);
`;

async function bundle(folder: string, external: string[]): Promise<void> {
  await build({
    stdin: { contents: entry, resolveDir: folder, sourcefile: 'serve.ts', loader: 'ts' },
    outfile: join(folder, 'dist/main.mjs'),
    absWorkingDir: folder,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: external.flatMap((name) => [name, `${name}/*`]),
    logLevel: 'error',
  });
}

// A reader beside us sees the old or the new manifest, never half of one.
function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
