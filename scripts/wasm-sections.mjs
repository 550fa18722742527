// @ts-check
// The sections of a wasm module, and what they are written in. Format: the WebAssembly core specification, 5.5.

/** @typedef {{ id: number, name: string, bytes: Uint8Array }} Section `name` of custom ones (id 0) alone, and before `bytes` */

/** @param {Uint8Array} module @returns {Section[]} */
export function readSections(module) {
  const from = cursor(module, 8);
  const sections = [];
  while (from.at < module.length) {
    const id = from.byte();
    const size = from.u32();
    const end = from.at + size;
    const name = id === 0 ? from.text() : '';
    sections.push({ id, name, bytes: module.subarray(from.at, end) });
    from.at = end;
  }
  return sections;
}

/** @param {Section[]} sections @param {(one: Section) => boolean} matches */
export function only(sections, matches) {
  const found = sections.filter(matches);
  if (found.length !== 1 || found[0] === undefined)
    throw new Error(`${found.length} sections of a kind of which one is needed`);
  return found[0];
}

/** @param {Uint8Array} bytes */
export function cursor(bytes, at = 0) {
  return {
    at,
    byte() {
      return bytes[this.at++] ?? 0;
    },
    /** An unsigned LEB128; of a signed one, only its length counts here. */
    u32() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = this.byte();
        if (shift < 32) value |= (byte & 0x7f) << shift;
        if (byte < 0x80) return value >>> 0;
      }
    },
    text() {
      const length = this.u32();
      this.at += length;
      return Buffer.from(bytes.subarray(this.at - length, this.at)).toString('utf8');
    },
  };
}
