import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import type { Writer } from '@gatehouse/git/write';

/**
 * The public key that git would sign with, as one line of text, found before any commit is made. Throws
 * `config.signing_key` when git is not set up for SSH signing or the key can not be read.
 */
export async function readSigningKey(writer: Writer, root: string): Promise<string> {
  const format = await writer.config('gpg.format');
  if (format !== 'ssh') {
    throw bad(`git signs with ${format ?? 'openpgp'}, not with SSH`, 'git config gpg.format ssh');
  }
  const key = await writer.config('user.signingkey');
  if (key === null) throw bad('git has no signing key', 'git config user.signingkey ~/.ssh/id_ed25519.pub');
  if (key.startsWith('key::')) return key.slice('key::'.length);
  if (/^(ssh|ecdsa|sk)-\S+ \S+/.test(key)) return key;
  const file = resolve(root, key.replace(/^~(?=\/)/, homedir()));
  return readPublicKey(file.endsWith('.pub') ? file : `${file}.pub`);
}

async function readPublicKey(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw bad(
      `the public key ${file} can not be read`,
      'Point user.signingkey at a key whose .pub file is beside it.',
      cause,
    );
  }
}

function bad(message: string, hint: string, cause?: unknown): GatehouseError {
  return new GatehouseError('config.signing_key', message, { hint, cause });
}
