// @ts-check
// The child: runs OPA once. argv: the folder that caches the decompressed module, if any. The request comes on
// stdin, the answer goes to stdout. Exit code 86: opa.wasm.br does not hold the module that opa.json names.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { WASI } from 'node:wasi';
import { brotliDecompressSync } from 'node:zlib';

// Of all of OPA a request runs a small part, once: the optimising tier would cost seconds and never pay.
setFlagsFromString('--liftoff-only');
// Lazily, as the SHA-256 says that this is the module that was tested.
setFlagsFromString('--wasm-lazy-validation');
// 2 GiB: a runaway policy ends here, not in the machine's memory.
setFlagsFromString('--wasm-max-mem-pages=32768');

const [cacheDir] = process.argv.slice(2);
const compiling = loadModule();
const request = await readAll(process.stdin);
const wasi = new WASI({ version: 'preview1', args: ['opa'], env: {}, preopens: {}, returnOnExit: true });
const imports = /** @type {any} */ (wasi.getImportObject());
const answer = connect(imports.wasi_snapshot_preview1, request);
const instance = await WebAssembly.instantiate(await compiling, imports);
const memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
const code = wasi.start(instance);
process.stdout.write(Buffer.concat(answer), () => process.exit(code));

/** From the cache, else out of opa.wasm.br; what runs are the very bytes whose digest was checked. */
function loadModule() {
  const { sha256 } = JSON.parse(readFileSync(new URL('opa.json', import.meta.url), 'utf8'));
  const cached = cacheDir === undefined ? undefined : join(cacheDir, `opa-${sha256}.wasm`);
  const kept = cached === undefined ? undefined : readIfThere(cached);
  if (kept !== undefined) {
    const compiling = WebAssembly.compile(kept);
    compiling.catch(() => {});
    if (digest(kept) === sha256) return compiling;
  }

  const raw = decompress(new URL('opa.wasm.br', import.meta.url));
  if (raw === undefined || digest(raw) !== sha256) {
    process.stderr.write(`opa.wasm.br does not hold the module that opa.json names (${sha256})\n`);
    process.exit(86);
  }
  if (cached !== undefined) keep(cached, raw);
  return WebAssembly.compile(raw);
}

/** @param {URL} file */
function decompress(file) {
  try {
    return brotliDecompressSync(readFileSync(file));
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * A cache that can not be written only costs time.
 * @param {string} file
 * @param {Uint8Array} bytes
 */
function keep(file, bytes) {
  const aside = `${file}.${process.pid}.new`;
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(aside, bytes);
    renameSync(aside, file);
  } catch {
    try {
      rmSync(aside, { force: true });
    } catch {
      // Nothing was written there.
    }
  }
}

/** @param {Uint8Array} bytes */
function digest(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Standard input and output go through memory: on a pipe, OPA's plain reads and writes would meet EAGAIN.
 * @param {any} system
 * @param {Buffer} input
 */
function connect(system, input) {
  const { fd_read, fd_write } = system;
  /** @type {Buffer[]} */
  const output = [];
  let at = 0;
  system.fd_read = (/** @type {number[]} */ ...[fd = 0, list = 0, count = 0, done = 0]) => {
    if (fd !== 0) return fd_read(fd, list, count, done);
    let read = 0;
    for (const part of vectors(list, count)) {
      const length = Math.min(part.length, input.length - at);
      part.set(input.subarray(at, at + length));
      at += length;
      read += length;
    }
    new DataView(memory.buffer).setUint32(done, read, true);
    return 0;
  };
  system.fd_write = (/** @type {number[]} */ ...[fd = 0, list = 0, count = 0, done = 0]) => {
    if (fd !== 1) return fd_write(fd, list, count, done);
    let written = 0;
    for (const part of vectors(list, count)) {
      output.push(Buffer.from(part));
      written += part.length;
    }
    new DataView(memory.buffer).setUint32(done, written, true);
    return 0;
  };
  return output;
}

/** @param {number} list @param {number} count */
function vectors(list, count) {
  const view = new DataView(memory.buffer);
  return Array.from({ length: count }, (_, index) => {
    const entry = list + index * 8;
    return new Uint8Array(memory.buffer, view.getUint32(entry, true), view.getUint32(entry + 4, true));
  });
}

/** @param {NodeJS.ReadableStream} stream */
async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
