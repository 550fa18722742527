// @ts-check
// Who calls whom in a wasm module that was linked with --emit-relocs, as OPA's compiler reads it: it leaves out of a
// policy what nothing in it calls. Format: its tool conventions, Linking.md.

import { cursor, only, readSections } from './wasm-sections.mjs';

const call = 0x10;
const functionIndex = 0;

/** Lines of caller, tab and callee, sorted. @param {Uint8Array} module */
export function callGraph(module) {
  const sections = readSections(module);
  const imported = functionsIn(sections.find(({ id }) => id === 2));
  const code = only(sections, ({ id }) => id === 10);
  const names = namesIn(only(sections, ({ name }) => name === 'name'));
  const bodies = bodiesIn(code);
  const lines = new Set();
  for (const at of relocated(only(sections, ({ name }) => name === 'reloc.CODE'))) {
    if (code.bytes[at - 1] !== call) continue;
    const caller = bodies.findIndex(({ start, end }) => start <= at && at < end);
    lines.add(`${name(names, imported + caller)}\t${name(names, cursor(code.bytes, at).u32())}`);
  }
  return `${[...lines].sort().join('\n')}\n`;
}

/** @typedef {import('./wasm-sections.mjs').Section} Section */

/** How many functions a module imports. @param {Section | undefined} section */
function functionsIn(section) {
  if (section === undefined) return 0;
  const from = cursor(section.bytes);
  let count = 0;
  for (let left = from.u32(); left > 0; left--) {
    from.text();
    from.text();
    const kind = from.byte();
    if (kind === 0) {
      count++;
      from.u32();
    } else if (kind === 2) {
      const limited = from.byte() & 1;
      from.u32();
      if (limited) from.u32();
    } else throw new Error(`an import of kind ${kind}, which OPA's runtime does not have`);
  }
  return count;
}

/** Where each body starts and ends. @param {Section} section */
function bodiesIn({ bytes }) {
  const from = cursor(bytes);
  return Array.from({ length: from.u32() }, () => {
    const size = from.u32();
    const start = from.at;
    from.at += size;
    return { start, end: from.at };
  });
}

/** Where the code names a function. @param {Section} section */
function* relocated({ bytes }) {
  const from = cursor(bytes);
  from.u32();
  for (let left = from.u32(); left > 0; left--) {
    const kind = from.byte();
    const at = from.u32();
    from.u32();
    // Addresses and offsets have an addend.
    if ([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23, 25].includes(kind)) from.u32();
    if (kind === functionIndex) yield at;
  }
}

/** @param {Section} section @returns {Map<number, string>} */
function namesIn({ bytes }) {
  const from = cursor(bytes);
  while (from.at < bytes.length) {
    const kind = from.byte();
    const end = from.u32() + from.at;
    if (kind === 1) return new Map(Array.from({ length: from.u32() }, () => [from.u32(), from.text()]));
    from.at = end;
  }
  throw new Error('the module names no function');
}

/** @param {Map<number, string>} names @param {number} index */
function name(names, index) {
  const found = names.get(index);
  if (found === undefined || /[\t\n]/.test(found))
    throw new Error(`function ${index} has no name, or one with a tab`);
  return found;
}
