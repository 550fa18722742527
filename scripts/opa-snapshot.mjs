// @ts-check
// A reactor of Go (wasip1, -buildmode=c-shared) as it stands once it is initialised: its memory and its registers become
// those that the module begins with, as the Bytecode Alliance's Wizer does it. Spares each run the start of Go and of
// every package, a tenth of a second. The same module gives the same bytes: here is no clock and no randomness.
import { cursor, only, readSections } from './wasm-sections.mjs';

const section = { custom: 0, memory: 5, global: 6, export: 7, start: 8, data: 11, dataCount: 12 };
const kindOfGlobal = 3;
const i32 = { type: 0x7f, constant: 0x41 };
const i64 = { type: 0x7e, constant: 0x42 };
const end = 0x0b;
const pageSize = 65_536;
// Memory begins as zeros. A shorter run of them costs less than another segment.
const gap = 4096;

/** @typedef {import('./wasm-sections.mjs').Section} Section */
/** @typedef {{ name: string, kind: number, index: number }} Export */

/** @param {Uint8Array} module */
export function snapshot(module) {
  const sections = readSections(module).filter(({ id }) => id !== section.custom);
  const exported = exportsIn(body(sections, section.export));
  const registers = globalsIn(body(sections, section.global));
  const shown = registers.map((_, index) => ({ name: `global ${index}`, kind: kindOfGlobal, index }));
  const probe = write(sections, { [section.export]: exports([...exported, ...shown]) });
  const { memory, values } = initialise(probe, shown);
  if (sections.some(({ id }) => id === section.start || id === section.dataCount))
    throw new Error('the module starts by itself, or has data that is copied later');
  return write(sections, {
    [section.memory]: concat([1, 0], unsigned(memory.length / pageSize)),
    [section.global]: list(
      registers.map(({ type, constant }, at) => [type, 1, constant, ...signed(values[at]), end]),
    ),
    [section.export]: exports(exported.filter(({ name }) => name !== '_initialize')),
    [section.data]: list(filled(memory).map(segment)),
  });
}

/** @param {Uint8Array<ArrayBuffer>} module @param {Export[]} globals */
function initialise(module, globals) {
  const wasi_snapshot_preview1 = system(() => memory.buffer);
  const given = new WebAssembly.Instance(new WebAssembly.Module(module), { wasi_snapshot_preview1 }).exports;
  const memory = /** @type {WebAssembly.Memory} */ (given.memory);
  /** @type {() => void} */ (given._initialize)();
  const values = globals.map(({ name }) => /** @type {WebAssembly.Global} */ (given[name]).value);
  return { memory: new Uint8Array(memory.buffer), values };
}

/** What Go asks of WASI when it starts: it is told of no arguments, environment, folders, time or chance. @param {() => ArrayBuffer} memory */
function system(memory) {
  /** @param {number[]} places */
  const zeros = (...places) => {
    for (const at of places) new DataView(memory()).setUint32(at, 0, true);
    return 0;
  };
  /** @type {Record<string, (...words: number[]) => number>} */
  const answers = {
    args_sizes_get: zeros,
    args_get: () => 0,
    environ_sizes_get: zeros,
    environ_get: () => 0,
    clock_time_get: (_clock, _precision, at = 0) => {
      new DataView(memory()).setBigUint64(at, 1n, true);
      return 0;
    },
    random_get: (at, length) => {
      new Uint8Array(memory(), at, length).fill(1);
      return 0;
    },
    fd_fdstat_get: (_file, at) => {
      // A character device.
      new Uint8Array(memory(), at, 24).fill(0)[0] = 2;
      return 0;
    },
    fd_fdstat_set_flags: () => 0,
    // EBADF, where the first folder would be.
    fd_prestat_get: () => 8,
  };
  const refuse = (/** @type {string} */ name) => () => {
    throw new Error(`the module asks for ${name} when it starts, which no snapshot can keep`);
  };
  return new Proxy(answers, { get: (known, name) => known[String(name)] ?? refuse(String(name)) });
}

/** The parts of memory that are not zero. @param {Uint8Array} memory */
function filled(memory) {
  /** @type {{ from: number, to: number }[]} */
  const parts = [];
  memory.forEach((byte, at) => {
    if (byte === 0) return;
    const last = parts.at(-1);
    if (last && at - last.to < gap) last.to = at + 1;
    else parts.push({ from: at, to: at + 1 });
  });
  return parts.map(({ from, to }) => ({ at: from, bytes: memory.subarray(from, to) }));
}

/** @param {{ at: number, bytes: Uint8Array }} part */
function segment({ at, bytes }) {
  return concat([0, i32.constant, ...signed(at), end], unsigned(bytes.length), bytes);
}

/** @param {Section[]} sections @param {number} id */
function body(sections, id) {
  return cursor(only(sections, (one) => one.id === id).bytes);
}

/** @param {ReturnType<typeof cursor>} from @returns {Export[]} */
function exportsIn(from) {
  return Array.from({ length: from.u32() }, () => ({
    name: from.text(),
    kind: from.byte(),
    index: from.u32(),
  }));
}

/** Go's registers: mutable integers. @param {ReturnType<typeof cursor>} from */
function globalsIn(from) {
  return Array.from({ length: from.u32() }, () => {
    const [type, mutable, constant] = [from.byte(), from.byte(), from.byte()];
    from.u32();
    const known = [i32, i64].find((one) => one.type === type && one.constant === constant);
    if (!known || mutable !== 1 || from.byte() !== end) throw new Error('a global is no register of Go');
    return known;
  });
}

/** @param {Section[]} sections @param {Record<number, Uint8Array>} changed */
function write(sections, changed) {
  const parts = sections.map(({ id, bytes }) => ({ id, bytes: changed[id] ?? bytes }));
  const written = parts.map(({ id, bytes }) => concat([id], unsigned(bytes.length), bytes));
  return concat([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], ...written);
}

/** @param {Export[]} all */
function exports(all) {
  return list(
    all.map(({ name, kind, index }) => [
      ...unsigned(name.length),
      ...Buffer.from(name),
      kind,
      ...unsigned(index),
    ]),
  );
}

/** @param {ArrayLike<number>[]} items */
function list(items) {
  return concat(unsigned(items.length), ...items);
}

/** @param {ArrayLike<number>[]} parts */
function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** LEB128. @param {number} value */
function unsigned(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

/** Signed LEB128. @param {number | bigint} value */
function signed(value) {
  const bytes = [];
  let rest = BigInt(value);
  for (; rest < -64n || rest > 63n; rest >>= 7n) bytes.push(Number(rest & 127n) + 128);
  return [...bytes, Number(rest & 127n)];
}
