import { GatehouseError } from '@gatehouse/contracts';

/** What does not hold together in a trust root: `config.trust_root`, with what mends it. */
export function trustRootProblem(message: string, hint: string, cause?: unknown): GatehouseError {
  return new GatehouseError('config.trust_root', message, { hint, cause });
}
