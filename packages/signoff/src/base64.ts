/** The bytes of base64 (RFC 4648, section 4) in its one canonical form; null for any other text. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what it does not know; only canonical text survives the way back.
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}

/**
 * Like `decodeBase64`, for text that is broken into lines. ssh-keygen breaks after 70 characters, gpg after 64, the
 * documents say 76: any width, but one for all lines.
 */
export function decodeBase64Lines(text: string): Buffer | null {
  const lines = text.split('\n');
  const width = lines[0]?.length ?? 0;
  const last = lines.pop() ?? '';
  if (width > 76 || last === '' || last.length > width) return null;
  if (lines.some((line) => line.length !== width)) return null;
  return decodeBase64([...lines, last].join(''));
}
