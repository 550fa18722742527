import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { GatehouseError } from '@gatehouse/contracts';
import type { Writer } from '@gatehouse/git/write';
import type { Host } from '../host.ts';

/** What gpg tells about keys. Nothing that it says is believed: `checkOpenpgpKeys` reads the blocks again. */
export interface Gpg {
  /** The fingerprint of the first primary key in a block. */
  fingerprint(block: string): Promise<string>;
  /** The armoured public key with a fingerprint, from the user's key ring. */
  exportKey(fingerprint: string): Promise<string>;
}

export function openGpg(host: Host, writer: Writer): Gpg {
  return {
    async fingerprint(block) {
      const shown = await run(['--with-colons', '--show-keys'], block);
      const found = /^fpr:+([0-9A-F]{40}|[0-9A-F]{64}):/m.exec(shown)?.[1];
      if (found === undefined) throw failed('gpg finds no OpenPGP key in the block');
      return found;
    },
    exportKey: (fingerprint) => run(['--armor', '--export', fingerprint], ''),
  };

  async function run(args: readonly string[], input: string): Promise<string> {
    const program = (await writer.config('gpg.program')) ?? 'gpg';
    const child = spawn(program, ['--batch', '--no-tty', '--quiet', ...args], {
      env: host.env as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const ended = new Promise<number | null>((resolve, reject) =>
      child.on('error', reject).on('close', resolve),
    );
    // gpg may stop reading early; its exit code says whether that is a failure.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const [out, code] = await Promise.all([text(child.stdout), ended]).catch((cause: unknown) => {
      throw failed(`${program} can not be run`, cause);
    });
    if (code !== 0) throw failed(`${program} ${args.join(' ')} failed (${code})`);
    return out;
  }
}

function failed(message: string, cause?: unknown): GatehouseError {
  return new GatehouseError('config.signing_key', message, {
    hint: 'OpenPGP keys are read with gpg: install it, or point gpg.program at it, and give what gpg --armor --export prints.',
    cause,
  });
}
