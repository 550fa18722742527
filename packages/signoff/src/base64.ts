/** The bytes of base64 (RFC 4648, section 4) in its one canonical form; null for any other text. */
export function decodeBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what it does not know; only canonical text survives the way back.
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}
