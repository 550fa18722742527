import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** `sha256:<hex>` of bytes (a string counts as its UTF-8 bytes). */
export function digestBytes(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** `sha256:<hex>` of the canonical JSON (RFC 8785) of a value. Throws TypeError on what JSON can not say. */
export function digestJson(value: unknown): string {
  return digestBytes(canonicalJson(value));
}

/**
 * The digest of a folder: SHA-256 over the canonical JSON of {path: digest of bytes}, paths relative, with '/'.
 * It depends on nothing but names and contents.
 */
export function digestFiles(files: Record<string, string>): string {
  return digestJson(files);
}
