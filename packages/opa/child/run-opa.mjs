// @ts-check
// The child: runs OPA once. The request comes on stdin, the answer goes to stdout. Exit code 86: opa.wasm is not the
// module that opa.json names.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { WASI } from 'node:wasi';

// Of all of OPA a request runs a small part, once: the optimising tier would cost seconds and never pay.
setFlagsFromString('--liftoff-only');
// Lazily, as the SHA-256 says that this is the module that was tested.
setFlagsFromString('--wasm-lazy-validation');
// 2 GiB: a runaway policy ends here, not in the machine's memory.
setFlagsFromString('--wasm-max-mem-pages=32768');

const compiling = compileModule();
const request = await readAll(process.stdin);
const wasi = new WASI({ version: 'preview1', args: ['opa'], env: {}, preopens: {}, returnOnExit: false });
const imports = /** @type {any} */ (wasi.getImportObject());
const answer = connect(imports.wasi_snapshot_preview1, request);
const instance = await WebAssembly.instantiate(await compiling, imports);
const memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
wasi.initialize(instance);
/** @type {() => void} */ (instance.exports.answer)();
process.stdout.write(Buffer.concat(answer), () => process.exit());

/** What is compiled are the very bytes whose digest is checked. */
function compileModule() {
  const { sha256 } = JSON.parse(readFileSync(new URL('opa.json', import.meta.url), 'utf8'));
  const module = readIfThere(new URL('opa.wasm', import.meta.url));
  const compiling = WebAssembly.compile(module);
  compiling.catch(() => {});
  if (createHash('sha256').update(module).digest('hex') === sha256) return compiling;
  process.stderr.write(
    `opa.wasm is not there, or not the module that opa.json names (${sha256}): pnpm build\n`,
  );
  process.exit(86);
}

/** @param {URL} file */
function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return new Uint8Array();
  }
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
