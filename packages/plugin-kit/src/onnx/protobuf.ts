/** A field of a protobuf message, as it stands in the bytes. */
export interface Field {
  number: number;
  /** 0: a whole number, 2: bytes. */
  wire: number;
  /** Where the field begins, with its tag. */
  from: number;
  /** Where its content begins and ends. */
  start: number;
  end: number;
}

/**
 * The fields of a message, in the order of the bytes; none is interpreted. Throws RangeError for what is no message.
 *
 * Source: "Encoding", protobuf.dev/programming-guides/encoding.
 */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  while (at < bytes.length) {
    const from = at;
    const tag = readNumber(bytes, at);
    const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    let start = tag.end;
    let end = sizes[wire]?.(bytes, start) ?? Number.NaN;
    if (wire === 2) {
      const length = readNumber(bytes, start);
      [start, end] = [length.end, length.end + length.value];
    }
    if (!(end <= bytes.length) || number === 0) throw new RangeError(`no field begins at byte ${from}`);
    yield { number, wire, from, start, end };
    at = end;
  }
}

const sizes: Record<number, (bytes: Uint8Array, at: number) => number> = {
  0: (bytes, at) => readNumber(bytes, at).end,
  1: (_, at) => at + 8,
  2: (_, at) => at,
  5: (_, at) => at + 4,
};

/** The contents of the fields of a number that hold bytes. */
export function bytesIn(message: Uint8Array, number: number): Uint8Array[] {
  return [...fieldsOf(message)]
    .filter((field) => field.number === number && field.wire === 2)
    .map(({ start, end }) => message.subarray(start, end));
}

export function textsIn(message: Uint8Array, number: number): string[] {
  return bytesIn(message, number).map((bytes) => Buffer.from(bytes).toString('utf8'));
}

/** Whole numbers (int64), of which several may share a field. */
export function wholesIn(message: Uint8Array, number: number): bigint[] {
  return [...fieldsOf(message)]
    .filter((field) => field.number === number && (field.wire === 0 || field.wire === 2))
    .flatMap(({ start, end }) => readWholes(message.subarray(start, end)));
}

function readWholes(bytes: Uint8Array): bigint[] {
  const found: bigint[] = [];
  let [value, shift] = [0n, 0n];
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    found.push(BigInt.asIntN(64, value));
    [value, shift] = [0n, 0n];
  }
  return found;
}

// Tags and lengths are below 2^53 in whatever fits into memory.
function readNumber(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  throw new RangeError(`no number begins at byte ${at}`);
}

/** A field that holds bytes. */
export function writeBytes(number: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([writeNumber(number * 8 + 2), writeNumber(content.length), content]);
}

function writeNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Uint8Array.from([...bytes, rest]);
}
