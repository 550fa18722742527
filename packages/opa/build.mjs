// @ts-check
// Puts what runs OPA into dist/: the module, unpacked, and the child that runs it.
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

mkdirSync(here('dist'), { recursive: true });
replace('opa.wasm', brotliDecompressSync(readFileSync(here('vendor/opa.wasm.br'))));
for (const file of ['vendor/opa.json', 'vendor/capabilities.json', 'child/run-opa.mjs'])
  copyFileSync(here(file), here(file.replace(/^\w+/, 'dist')));

/** Write aside, then rename: others may run OPA meanwhile. @param {string} name @param {Uint8Array} bytes */
function replace(name, bytes) {
  writeFileSync(here(`dist/${name}.new`), bytes);
  renameSync(here(`dist/${name}.new`), here(`dist/${name}`));
}
