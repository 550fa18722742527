// The engine's own way of hashing a package, for scripts: they run before, and without, a build of it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { transformSync } = createRequire(new URL('../packages/cli/build.mjs', import.meta.url))('esbuild');
const source = readFileSync(new URL('../packages/measure/src/package-integrity.ts', import.meta.url), 'utf8');
const { code } = transformSync(source, { loader: 'ts', format: 'esm' });

export const { integrityFile, integrityOf } = await import(
  `data:text/javascript,${encodeURIComponent(code)}`
);
