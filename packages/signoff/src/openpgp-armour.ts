import { decodeBase64, decodeBase64Lines } from './base64.ts';

/**
 * The bytes of one OpenPGP armour block (RFC 9580, section 6.2), as gpg writes it: no text around it, no armour
 * headers, canonical base64, and a checksum that is right if there is one. null for anything else.
 */
export function dearmourOpenpgp(text: string, kind: 'SIGNATURE' | 'PUBLIC KEY BLOCK'): Buffer | null {
  const begin = `-----BEGIN PGP ${kind}-----\n\n`;
  const end = `\n-----END PGP ${kind}-----\n`;
  if (!text.startsWith(begin) || !text.endsWith(end)) return null;
  const body = text.slice(begin.length, -end.length);
  const [, base64 = body, checksum] = /^([\s\S]*)\n=([^\n]{4})$/.exec(body) ?? [];
  const bytes = decodeBase64Lines(base64);
  if (bytes === null || checksum === undefined) return bytes;
  return decodeBase64(checksum)?.equals(crc24(bytes)) ? bytes : null;
}

/** RFC 9580, section 6.1.1. It guards against typing errors only, but a wrong one is no block that anybody made. */
function crc24(bytes: Uint8Array): Buffer {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit += 1) {
      crc <<= 1;
      if (crc & 0x1000000) crc ^= 0x1864cfb;
    }
  }
  return Buffer.from([crc >> 16, crc >> 8, crc]);
}
