// @ts-check
// Compresses OPA's module into packages/opa/vendor, or compares a build with what is there. Run by scripts/build-opa.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const [mode, file = '', go = ''] = process.argv.slice(2);
const raw = readFileSync(file);
const sha256 = createHash('sha256').update(raw).digest('hex');

if (mode === 'check') {
  const { sha256: expected } = JSON.parse(readFileSync('vendor/opa.json', 'utf8'));
  console.log(
    sha256 === expected
      ? `opa.wasm is reproducible: ${sha256}`
      : `opa.wasm differs: built ${sha256}, vendored ${expected}`,
  );
  process.exit(sha256 === expected ? 0 : 1);
}

const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
const packed = brotliCompressSync(raw, {
  params: { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: raw.length },
});
const opa = readFileSync('go/go.mod', 'utf8').match(/open-policy-agent\/opa v(\S+)/)?.[1];
writeFileSync('vendor/opa.wasm.br', packed);
writeFileSync('vendor/opa.json', `${JSON.stringify({ opa, go, sha256 }, null, 2)}\n`);
console.log(`opa ${opa}, ${go}: ${raw.length} bytes, ${packed.length} compressed, sha256 ${sha256}`);
