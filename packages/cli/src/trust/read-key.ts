import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { openWriter } from '@gatehouse/git/write';
import type { Host } from '../host.ts';
import { readSigningKey, readSshKey } from '../signing-key.ts';
import { type KeyEntry, openpgpEntry, sshEntry } from './key-entries.ts';
import { openGpg } from './run-gpg.ts';

const limit = 64 * 1024;

/**
 * A public key from an argument: a file (SSH, or an armoured OpenPGP block), or an SSH key as one line. What is given
 * is never shown, because it might be secret. Throws `usage.value` and `config.signing_key`.
 */
export async function readKey(
  host: Host,
  repository: string,
  given: string,
  until?: string,
): Promise<KeyEntry> {
  refusePrivate(given);
  const text = isKeyLine(given) ? given : await readKeyFile(resolve(host.cwd, given));
  refusePrivate(text);
  if (text.includes('-----BEGIN PGP')) {
    const openpgp = `${text.replaceAll('\r\n', '\n').trim()}\n`;
    const fingerprint = await openGpg(host, openWriter(repository, host)).fingerprint(openpgp);
    return openpgpEntry({ openpgp, fingerprint }, until);
  }
  return sshEntry(onlyLine(text), until);
}

/** The key that git would sign with, as a trust root lists it. Throws `config.signing_key`. */
export async function readOwnKey(host: Host, repository: string): Promise<KeyEntry> {
  const writer = openWriter(repository, host);
  const fingerprint = await readSigningKey(writer, repository);
  if (fingerprint.startsWith('SHA256:')) return sshEntry(await readSshKey(writer, repository));
  return openpgpEntry({ openpgp: await openGpg(host, writer).exportKey(fingerprint), fingerprint });
}

function isKeyLine(given: string): boolean {
  return /^\s*(ssh|ecdsa|sk)-\S+\s+\S/.test(given);
}

async function readKeyFile(path: string): Promise<string> {
  // Looked at before it is opened, because a named pipe would wait for ever; and without a cause, which names it.
  const about = await stat(path).catch(() => null);
  if (about === null) throw noKey('neither a file that is there nor an SSH key in one line');
  if (!about.isFile() || about.size > limit) throw noKey('no file that could be a key');
  return readFile(path, 'utf8').catch(() => Promise.reject(noKey('a file that can not be read')));
}

function onlyLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length === 1) return lines[0] as string;
  throw noKey(
    lines.length === 0 ? 'an empty file' : 'a file with more than one line: give one key at a time',
  );
}

function refusePrivate(text: string): void {
  if (!/PRIVATE KEY|PuTTY-User-Key-File|AGE-SECRET-KEY|openssh-key-v1|b3BlbnNzaC1rZXktdjE/.test(text)) return;
  throw new GatehouseError(
    'usage.value',
    '--key is a PRIVATE key: only public keys belong in the trust root',
    {
      hint: 'Give the public half (~/.ssh/id_ed25519.pub, or gpg --armor --export). If it was shown to anyone, replace it.',
    },
  );
}

function noKey(what: string): GatehouseError {
  return new GatehouseError('usage.value', `--key is ${what}`, {
    hint: 'Give a .pub file, a file with what gpg --armor --export prints, or "ssh-ed25519 AAAA…" in quotes.',
  });
}
