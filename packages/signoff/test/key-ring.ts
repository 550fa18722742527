import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wireString } from '../src/wire-format.ts';

/** Real keys made by ssh-keygen, in a temporary folder. */
export interface KeyRing {
  folder: string;
  /** `<type> <base64>`, without the comment. */
  line(name: string): string;
  make(name: string, type: string, bits?: number): void;
  /** The armoured signature that `ssh-keygen -Y sign` gives. */
  sign(name: string, message: Uint8Array, options?: { namespace?: string; hash?: string }): string;
  /** Whether `ssh-keygen -Y check-novalidate` accepts it, whoever signed. */
  accepts(armour: string, message: Uint8Array, namespace?: string): boolean;
  remove(): void;
}

export function makeKeyRing(): KeyRing {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-signoff-'));
  const path = (name: string) => join(folder, name);
  return {
    folder,
    line: (name) =>
      readFileSync(path(`${name}.pub`), 'utf8')
        .split(' ')
        .slice(0, 2)
        .join(' ')
        .trim(),
    make(name, type, bits) {
      const size = bits === undefined ? [] : ['-b', String(bits)];
      execFileSync('ssh-keygen', ['-q', '-t', type, ...size, '-N', '', '-C', 'test', '-f', path(name)]);
    },
    sign(name, message, { namespace = 'git', hash = 'sha512' } = {}) {
      const args = ['-q', '-Y', 'sign', '-n', namespace, '-O', `hashalg=${hash}`, '-f', path(name)];
      return execFileSync('ssh-keygen', args, {
        input: message,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    },
    accepts(armour, message, namespace = 'git') {
      writeFileSync(path('signature'), armour);
      const args = ['-Y', 'check-novalidate', '-n', namespace, '-s', path('signature')];
      try {
        execFileSync('ssh-keygen', args, { input: message, stdio: ['pipe', 'ignore', 'ignore'] });
        return true;
      } catch (error) {
        // 255 is its "no"; anything else (e.g. ENOENT) is not an answer.
        if ((error as { status?: number }).status === 255) return false;
        throw error;
      }
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** An ed25519 key that signs in this process: for tests that need many signatures. */
export interface QuickKey {
  line: string;
  blob: Buffer;
  privateKey: KeyObject;
}

export function makeQuickKey(): QuickKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
  const blob = Buffer.concat([wireString('ssh-ed25519'), wireString(point)]);
  return { line: `ssh-ed25519 ${blob.toString('base64')}`, blob, privateKey };
}

/** The armoured SSHSIG of a quick key (PROTOCOL.sshsig). */
export function quickSign({ blob, privateKey }: QuickKey, message: Uint8Array, namespace = 'git'): string {
  const value = sign(null, signedBytes(message, namespace), privateKey);
  return armour(sshsig({ key: blob, namespace, signature: [wireString('ssh-ed25519'), wireString(value)] }));
}

/** What is signed under PROTOCOL.sshsig. */
export function signedBytes(message: Uint8Array, namespace: string, hash = 'sha512'): Buffer {
  const digest = createHash(hash).update(message).digest();
  const parts = [namespace, '', hash, digest].map((part) => wireString(part));
  return Buffer.concat([Buffer.from('SSHSIG'), ...parts]);
}

/** A signature blob of PROTOCOL.sshsig, in which every field can be chosen. */
export function sshsig(fields: {
  key: Uint8Array;
  signature: Uint8Array[];
  magic?: string;
  version?: number;
  namespace?: string;
  reserved?: string;
  hash?: string;
  trailing?: Uint8Array;
}): Buffer {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(fields.version ?? 1);
  return Buffer.concat([
    Buffer.from(fields.magic ?? 'SSHSIG'),
    version,
    wireString(fields.key),
    wireString(fields.namespace ?? 'git'),
    wireString(fields.reserved ?? ''),
    wireString(fields.hash ?? 'sha512'),
    wireString(Buffer.concat(fields.signature)),
    fields.trailing ?? Buffer.of(),
  ]);
}

export function armour(blob: Uint8Array, width = 70): string {
  const base64 = Buffer.from(blob).toString('base64');
  const lines = base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}

export function dearmour(text: string): Buffer {
  return Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64');
}
