import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { GatehouseError } from '@gatehouse/contracts';
import type { Writer } from '@gatehouse/git/write';
import { parsePublicKey } from '@gatehouse/signoff';

/**
 * The fingerprint of the key that git would sign with, as a trust root knows it, found before any commit is made.
 * Throws `config.signing_key` when git is not set up to sign or the key can not be read.
 */
export async function readSigningKey(writer: Writer, root: string): Promise<string> {
  const format = (await writer.config('gpg.format')) ?? 'openpgp';
  if (format === 'ssh') {
    const line = await readSshKey(writer, root);
    return parsePublicKey(line.split(/\s+/).slice(0, 2).join(' ')).fingerprint;
  }
  if (format === 'openpgp') return readOpenpgpFingerprint(writer);
  throw bad(`git signs with ${format}, which is not verified yet`, 'git config gpg.format ssh');
}

/** The SSH public key that git would sign with, as one line of text. Throws `config.signing_key`. */
export async function readSshKey(writer: Writer, root: string): Promise<string> {
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

async function readOpenpgpFingerprint(writer: Writer): Promise<string> {
  const key = await writer.config('user.signingkey');
  if (key === null) {
    throw bad(
      'git signs with OpenPGP and has no signing key',
      'git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub',
    );
  }
  const program = (await writer.config('gpg.program')) ?? 'gpg';
  const listed = await promisify(execFile)(program, ['--with-colons', '--list-secret-keys', '--', key]).catch(
    (cause: Error) =>
      Promise.reject(bad(`${program} knows no secret key ${key}`, 'Check user.signingkey.', cause)),
  );
  // The first fingerprint is that of the primary key: the one that a trust root pins.
  const fingerprint = listed.stdout.match(/^fpr:::::::::([0-9A-F]{40}|[0-9A-F]{64}):/m)?.[1];
  if (fingerprint !== undefined) return fingerprint;
  throw bad(`${program} gives no fingerprint for ${key}`, 'Check user.signingkey.');
}

function bad(message: string, hint: string, cause?: unknown): GatehouseError {
  return new GatehouseError('config.signing_key', message, { hint, cause });
}
