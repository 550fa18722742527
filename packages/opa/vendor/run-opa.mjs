// @ts-check
// The child: runs OPA once. argv: the file of the raw wasm. The request comes on stdin, the answer goes to stdout.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { WASI } from 'node:wasi';

// Compiling all of OPA with the optimising tier would cost seconds; the baseline tier alone takes a fifth of it.
setFlagsFromString('--liftoff-only');

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: run-opa.mjs <opa.wasm>');
const compiling = WebAssembly.compile(readFileSync(file));
const request = await readAll(process.stdin);
const wasi = new WASI({ version: 'preview1', args: ['opa'], env: {}, preopens: {}, returnOnExit: true });
const imports = /** @type {any} */ (wasi.getImportObject());
const answer = connect(imports.wasi_snapshot_preview1, request);
const instance = await WebAssembly.instantiate(await compiling, imports);
const memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
const code = wasi.start(instance);
process.stdout.write(Buffer.concat(answer), () => process.exit(code));

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
  system.fd_read = (/** @type {number} */ fd, /** @type {number} */ list, /** @type {number} */ count, /** @type {number} */ done) => {
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
  system.fd_write = (/** @type {number} */ fd, /** @type {number} */ list, /** @type {number} */ count, /** @type {number} */ done) => {
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
