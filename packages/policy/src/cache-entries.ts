import { type Catalogue, digestBytes } from '@gatehouse/contracts';

/** Rules as they are evaluated, without data. */
export interface CompiledRules {
  wasm: Uint8Array;
  catalogue: Catalogue;
}

type Data = Record<string, unknown>;

// A checksum stands before each entry. A torn write is a miss. More than that it does not prove: whoever can write the
// file can write the checksum too.
const checksumLength = 32;

/** A length, the catalogue as JSON, the wasm. */
export function packRules({ catalogue, wasm }: CompiledRules): Uint8Array {
  const json = Buffer.from(JSON.stringify({ catalogue }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return seal(Buffer.concat([length, json, wasm]));
}

/** Null for none, and for one that is damaged. */
export function readRules(entry: Uint8Array | null): CompiledRules | null {
  const bytes = unseal(entry);
  if (bytes === null || bytes.length < 4) return null;
  const end = 4 + bytes.readUInt32BE(0);
  const { catalogue } = JSON.parse(bytes.toString('utf8', 4, end)) as Pick<CompiledRules, 'catalogue'>;
  return { catalogue, wasm: bytes.subarray(end) };
}

/** As JSON: many times faster to read than the YAML that it was. */
export function packData(data: Data): Uint8Array {
  return seal(Buffer.from(JSON.stringify(data)));
}

/** Null for none, and for one that is damaged. */
export function readData(entry: Uint8Array | null): Data | null {
  const bytes = unseal(entry);
  return bytes === null || bytes.length === 0 ? null : (JSON.parse(bytes.toString('utf8')) as Data);
}

function seal(bytes: Buffer): Uint8Array {
  return Buffer.concat([checksum(bytes), bytes]);
}

function unseal(entry: Uint8Array | null): Buffer | null {
  if (entry === null) return null;
  const buffer = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
  const bytes = buffer.subarray(checksumLength);
  return checksum(bytes).equals(buffer.subarray(0, checksumLength)) ? bytes : null;
}

function checksum(bytes: Uint8Array): Buffer {
  return Buffer.from(digestBytes(bytes).slice('sha256:'.length), 'hex');
}
