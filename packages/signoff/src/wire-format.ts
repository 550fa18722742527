/** Reads the SSH wire format (RFC 4251, section 5) from front to back. */
export interface WireReader {
  byte(): number;
  uint32(): number;
  /** `length` bytes as they are. */
  take(length: number): Buffer;
  /** A `string`: uint32 length, then that many bytes. */
  string(): Buffer;
  /** A `string` that is a name (algorithm, curve, namespace); bytes outside ASCII stay distinct characters. */
  name(): string;
  /** A positive `mpint` in its only right form, as big-endian bytes without the sign byte. */
  mpint(): Buffer;
  /** Nothing may be left. */
  end(): void;
}

/** Opens `bytes` for reading; `malformed` is called (and must throw) where they are not what was asked for. */
export function readWire(bytes: Uint8Array, malformed: () => never): WireReader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function take(length: number): Buffer {
    if (length > buffer.length - at) malformed();
    at += length;
    return buffer.subarray(at - length, at);
  }

  const reader: WireReader = {
    byte: () => take(1).readUInt8(),
    uint32: () => take(4).readUInt32BE(),
    take,
    string: () => take(reader.uint32()),
    name: () => reader.string().toString('latin1'),
    mpint() {
      const number = reader.string();
      const [first = 0, second = 0] = number;
      // Refused: zero, negative numbers, and a leading zero byte that no sign bit asks for.
      if (first === 0 ? second < 0x80 : first >= 0x80) malformed();
      return first === 0 ? number.subarray(1) : number;
    },
    end() {
      if (at !== buffer.length) malformed();
    },
  };
  return reader;
}

/** A `string` of the SSH wire format (RFC 4251, section 5). */
export function wireString(bytes: Uint8Array | string): Buffer {
  const body = Buffer.from(bytes as Uint8Array);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}
