import { GatehouseError, type TrustRoot } from '@gatehouse/contracts';
import type { TreeSource } from '@gatehouse/facts';
import type { Host } from '../host.ts';
import { timeOf } from '../judge.ts';
import { misspelt, readKnownWords } from '../known-words.ts';

export type Principal = TrustRoot['principals'][string];

/** A principal of the root by its id. Throws `usage.value` where there is none. */
export function requirePrincipal({ principals }: TrustRoot, id: string): Principal {
  const found = Object.hasOwn(principals, id) ? principals[id] : undefined;
  if (found !== undefined) return found;
  throw badRequest(
    `the trust root has no ${JSON.stringify(id)}`,
    `It has: ${Object.keys(principals).join(', ')}.`,
  );
}

/**
 * Refuses a role that is nearly one that the policies, the plugins' data or the root know, and none of them. A role that
 * is near to none may be new. Throws `usage.value`.
 */
export async function refuseMisspeltRoles(
  roles: readonly string[],
  tree: TreeSource,
  root?: TrustRoot,
): Promise<void> {
  if (roles.length === 0) return;
  const known = (await readKnownWords(tree, root)).roles;
  for (const role of roles) {
    const meant = misspelt(role, known);
    if (meant === null) continue;
    throw badRequest(
      `nothing asks for a role ${JSON.stringify(role)}`,
      `Did you mean ${meant}? (If it is a new role: let a quorum in policies/ ask for it first.)`,
    );
  }
}

/** A last day that is still to come, or today. The schema looks at the form. */
export function requireNotOver(host: Host, until: string | undefined): void {
  if (until === undefined || until >= timeOf(host.now()).slice(0, 10)) return;
  throw badRequest(
    `${JSON.stringify(until)} is over, or no date`,
    'Give the last day (UTC), such as 2027-06-30.',
  );
}

export function badRequest(message: string, hint: string): GatehouseError {
  return new GatehouseError('usage.value', message, { hint });
}
