import type { Host } from '../host.ts';
import { editTrustRoot } from '../trust/edit-trust-root.ts';
import { requireNotOver, requirePrincipal } from '../trust/requests.ts';
import type { TrustOptions } from '../trust/trust-state.ts';

export interface TrustDelegateOptions extends TrustOptions {
  role: string;
  /** `releases/<name>`, or `releases/<name>/<version>`. */
  path: string;
  /** The last day. */
  until: string;
}

/** `gate trust delegate`: lends a role for a part of the releases, until a day. Lent again, it gets the new day. */
export async function trustDelegate(
  host: Host,
  from: string,
  to: string,
  { role, path, until, ...options }: TrustDelegateOptions,
): Promise<number> {
  requireNotOver(host, until);
  return editTrustRoot(host, options, (root) => {
    requirePrincipal(root, from);
    requirePrincipal(root, to);
    const others = (root.delegations ?? []).filter(
      (one) => one.from !== from || one.to !== to || one.role !== role || one.path !== path,
    );
    return { ...root, delegations: [...others, { from, to, role, path, until }] };
  });
}

/** `gate trust bump`: raises the version only, for a change of policies, plugins or engine. */
export async function trustBump(host: Host, options: TrustOptions): Promise<number> {
  return editTrustRoot(host, options, (root) => root);
}
