import { isUtf8 } from 'node:buffer';

/**
 * The name that stands in a tree. git takes any bytes for one. Those that are not UTF-8 become lone surrogates, U+DC80
 * to U+DCFF (the "surrogateescape" of PEP 383), which no UTF-8 gives: so different bytes never become one name.
 */
export function decodeName(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  // Most names end here: only a decoder that met something else writes U+FFFD, or a name that has one.
  if (!text.includes('\ufffd') || isUtf8(bytes)) return text;
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const length = [1, 2, 3, 4].find((size) => isUtf8(bytes.subarray(at, at + size)));
    name +=
      length === undefined
        ? String.fromCharCode(0xdc00 + (bytes[at] as number))
        : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return name;
}

/** The bytes that `decodeName` read. */
export function encodeName(name: string): Buffer {
  if (name.isWellFormed()) return Buffer.from(name);
  const escaped = /^[\udc80-\udcff]$/;
  const parts = [...name].map((one) =>
    escaped.test(one) ? Buffer.of(one.charCodeAt(0) - 0xdc00) : Buffer.from(one),
  );
  return Buffer.concat(parts);
}
