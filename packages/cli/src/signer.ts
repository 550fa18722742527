import { GatehouseError, timeOf } from '@gatehouse/contracts';
import type { Writer } from '@gatehouse/git/write';
import type { TrustRootIndex } from '@gatehouse/signoff';
import type { Host } from './host.ts';

/** Whose key git would sign with, and the roles that they may act in there. */
export interface Signer {
  principal: string;
  roles: string[];
}

interface SigningKey {
  host: Host;
  /** The roots that may know the key. */
  roots: readonly TrustRootIndex[];
  fingerprint: string;
  /** The release's folder, or `governance`. */
  folder: string;
}

/** Whose key git would sign with; refused (`refused.role`) unless it is somebody's, and has not lapsed. */
export function findSigner({ host, roots, fingerprint, folder }: SigningKey): Signer {
  const found = roots.flatMap((root) => {
    const key = root.keyOf(fingerprint);
    return key === null ? [] : [{ root, key }];
  })[0];
  if (found === undefined) {
    throw refused(
      `the key git would sign with (${fingerprint}) is not in the trust root`,
      'Sign with a key that policies/trust/root.yaml lists, or have this one added: pnpm gate trust add.',
    );
  }
  const { principal, until } = found.key;
  const today = timeOf(host.now()).slice(0, 10);
  if (until !== null && until < today) {
    throw refused(
      `the key of ${principal} that git would sign with has lapsed on ${until}`,
      `Have it replaced: pnpm gate trust rotate ${principal}.`,
    );
  }
  return { principal, roles: found.root.rolesFor(principal, folder, today).map((held) => held.role) };
}

/** The same, refused unless they may act in the role. */
export function requireSigner({ role, ...key }: SigningKey & { role: string }): Signer {
  const signer = findSigner(key);
  const { principal, roles } = signer;
  if (roles.includes(role)) return signer;
  throw refused(
    `${principal} does not hold the role ${role}`,
    `${principal} holds: ${roles.join(', ') || 'none'}.`,
  );
}

/** Asks before anything is signed. */
export async function confirmed(host: Host, yes: boolean | undefined): Promise<boolean> {
  if (yes || (await asked(host, 'Sign this? [y/N] '))) return true;
  host.stdout.write('Not signed.\n');
  return false;
}

/** Whether somebody says yes. Throws `usage.value` where nobody can be asked. */
export async function asked(host: Host, question: string): Promise<boolean> {
  const answer = await host.ask(question);
  if (answer === null) {
    throw new GatehouseError('usage.value', 'nobody can be asked here', {
      hint: 'Read what is signed, then add --yes.',
    });
  }
  return /^y(es)?$/i.test(answer.trim());
}

export function refused(message: string, hint: string): GatehouseError {
  return new GatehouseError('refused.role', message, { hint });
}

/** What is not committed can not be signed or promoted. Throws `refused.dirty`. */
export async function requireClean(writer: Writer, folder: string): Promise<void> {
  const dirty = await writer.dirtyPaths(folder);
  if (dirty.length === 0) return;
  throw new GatehouseError(
    'refused.dirty',
    `${folder === '.' ? 'the work tree' : folder} has uncommitted changes: ${dirty.slice(0, 5).join(', ')}`,
    { hint: 'Commit them first: a sign-off covers what is committed.' },
  );
}
