import { GatehouseError, type TrustRoot } from '@gatehouse/contracts';
import type { Host } from '../host.ts';
import { timeOf } from '../judge.ts';

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
