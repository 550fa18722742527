import { GatehouseError } from '@gatehouse/contracts';

/** Bytes as text; anything but UTF-8 is refused (`input.not_utf8`), because it would be changed in silence. */
export function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw new GatehouseError('input.not_utf8', `${file} is not UTF-8 text`, {
      hint: 'Save it as UTF-8.',
      place: { file },
      cause,
    });
  }
}

/** Line and column (both from 1) of an offset in a text. */
export function placeOfOffset(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line += 1;
  return { line, column: offset - start + 1 };
}
