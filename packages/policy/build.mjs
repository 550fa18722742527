// @ts-check
// Compiles the policies of this repository into dist/, as the user's cache would have them: where the base has the same
// rules, no run compiles any. Nobody but this build writes there.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const policies = here('../../policies/');
const bundle = here('dist/build.mjs');

await build({
  entryPoints: [here('src/index.ts')],
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
  banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
});
const { isPolicyFile, openCompiler, preparePolicy } = await import(
  new URL('dist/build.mjs', import.meta.url).href
);
rmSync(bundle);

const paths = readdirSync(policies, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll(sep, '/'))
  .filter((path) => isPolicyFile(path) && statSync(policies + path).isFile());
const files = Object.fromEntries(paths.map((path) => [path, readFileSync(policies + path, 'utf8')]));

/** @type {Set<string>} */
const shipped = new Set();
const dist = {
  // Not even what an earlier build made: a branch could have brought it.
  read: async () => null,
  /** Write aside, then rename: others may run the gate meanwhile. @param {string} name @param {Uint8Array} bytes */
  async write(name, bytes) {
    mkdirSync(here('dist'), { recursive: true });
    writeFileSync(here(`dist/${name}.new`), bytes);
    renameSync(here(`dist/${name}.new`), here(`dist/${name}`));
    shipped.add(name);
  },
};
try {
  await preparePolicy(files, await openCompiler(here('../opa/dist/')), dist);
} catch (error) {
  const { code, message } = /** @type {Error & { code?: string }} */ (error);
  if (!code?.startsWith('policy.')) throw error;
  // Whoever works on a rule needs the engine all the more; it says what is wrong, and where.
  console.error(`policies/ does not compile, so that none are shipped: ${message}`);
}
for (const name of readdirSync(here('dist'))) if (!shipped.has(name)) rmSync(here(`dist/${name}`));
