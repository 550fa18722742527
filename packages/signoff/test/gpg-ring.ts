import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Real keys made by gpg, in a key ring of its own. */
export interface GpgRing {
  folder: string;
  gpg(args: readonly string[], input?: Uint8Array | string): string;
  /** Makes a key and gives the fingerprint of its primary key. */
  make(name: string, algorithm: string, usage?: string, expires?: string): string;
  /** The fingerprint of somebody's primary key. */
  print(name: string): string;
  /** The armoured public key. */
  block(fingerprint: string): string;
  /** An armoured detached signature, as git asks gpg for it. */
  sign(key: string, message: Uint8Array, options?: readonly string[]): string;
  /** Revokes a key with the certificate that gpg made with it. */
  revoke(fingerprint: string): void;
  remove(): void;
}

export function makeGpgRing(): GpgRing {
  // Short: the agent's socket is in it, whose path may have 108 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'ghs-'));
  const env = { PATH: process.env.PATH, GNUPGHOME: folder, LC_ALL: 'C' };
  const gpg = (args: readonly string[], input: Uint8Array | string = '') =>
    execFileSync('gpg', ['--batch', '--quiet', '--no-tty', '--passphrase', '', ...args], {
      ...{ env, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] },
    });
  function print(name: string): string {
    const listed = gpg(['--list-keys', '--with-colons', `<${name}@example.org>`]);
    return /^fpr:+([0-9A-F]+):$/m.exec(listed)?.[1] ?? '';
  }
  writeFileSync(join(folder, 'gpg.conf'), 'pinentry-mode loopback\n');
  return {
    folder,
    gpg,
    make(name, algorithm, usage = 'sign', expires = 'never') {
      gpg(['--quick-generate-key', `${name} <${name}@example.org>`, algorithm, usage, expires]);
      return print(name);
    },
    print,
    block: (fingerprint) => gpg(['--armor', '--export', fingerprint]),
    sign: (key, message, options = []) => gpg([...options, '-u', key, '--armor', '--detach-sign'], message),
    revoke(fingerprint) {
      const file = readdirSync(join(folder, 'openpgp-revocs.d')).find((one) => one.startsWith(fingerprint));
      const path = join(folder, 'openpgp-revocs.d', file ?? '');
      // gpg writes a colon in front, so that nobody revokes by accident.
      const certificate = execFileSync('sed', ['s/^:---/---/', path]);
      gpg(['--import'], certificate);
    },
    remove() {
      execFileSync('gpgconf', ['--kill', 'all'], { env });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
