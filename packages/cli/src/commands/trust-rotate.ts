import type { TrustRoot } from '@gatehouse/contracts';
import type { Host } from '../host.ts';
import { editTrustRoot } from '../trust/edit-trust-root.ts';
import { fingerprintOf, type KeyEntry } from '../trust/key-entries.ts';
import { readKey } from '../trust/read-key.ts';
import { badRequest, type Principal, requireNotOver, requirePrincipal } from '../trust/requests.ts';
import type { TrustOptions, TrustState } from '../trust/trust-state.ts';

export interface TrustRotateOptions extends TrustOptions {
  /** The new key. */
  key: string;
  /** The fingerprint of the old one; needed where there are several. */
  old?: string;
  /** The last day on which the new key counts. */
  until?: string;
  compromised?: boolean;
  /** The last commit up to which the old key was good; default: it never was. */
  since?: string;
  reason?: string;
}

/** `gate trust rotate`: another key in the place of one, which may be marked as compromised. */
export async function trustRotate(host: Host, id: string, options: TrustRotateOptions): Promise<number> {
  requireReason(options);
  requireNotOver(host, options.until);
  return editTrustRoot(host, options, async (root, state) => {
    const principal = requirePrincipal(root, id);
    const old = findOld(id, principal.keys, options.old);
    const key = await readKey(host, state.repository.location.root, options.key, options.until);
    if (fingerprintOf(key) === old)
      throw badRequest(`${id} has this key already`, 'Give the new one: --key.');
    const [first, ...more] = principal.keys;
    const swap = (one: KeyEntry) => (fingerprintOf(one) === old ? key : one);
    const keys: Principal['keys'] = [swap(first), ...more.map(swap)];
    const rotated: TrustRoot = { ...root, principals: { ...root.principals, [id]: { ...principal, keys } } };
    return options.compromised ? taint(rotated, old, options, state) : rotated;
  });
}

function requireReason({ compromised, since, reason }: TrustRotateOptions): void {
  if (compromised && reason === undefined)
    throw badRequest('a compromised key needs a reason', 'Say what happened: --reason <text>.');
  if (!compromised && (since !== undefined || reason !== undefined))
    throw badRequest(
      '--since and --reason are for a compromised key',
      'Add --compromised, or leave them out.',
    );
}

function findOld(id: string, keys: readonly KeyEntry[], wanted: string | undefined): string {
  const held = keys.map(fingerprintOf);
  const [first, ...more] = wanted === undefined ? held : held.filter((one) => one === wanted);
  if (first !== undefined && more.length === 0) return first;
  const what = wanted === undefined ? `${id} has several keys` : `${id} has no key ${JSON.stringify(wanted)}`;
  throw badRequest(what, `Say which is replaced: --old <fingerprint>. ${id} has: ${held.join(', ')}.`);
}

async function taint(
  root: TrustRoot,
  key: string,
  { since, reason = '' }: TrustRotateOptions,
  state: TrustState,
): Promise<TrustRoot> {
  const entry = { key, since: since === undefined ? null : await requireCommit(state, since), reason };
  return { ...root, compromised: [...(root.compromised ?? []), entry] };
}

// Only what main holds can be a border: a commit elsewhere would leave nothing that the key was good for.
async function requireCommit({ repository, base, target }: TrustState, name: string): Promise<string> {
  const commit = await repository.resolve(name);
  const fork = base?.fork.commit;
  if (fork && (await repository.isAncestor(commit, fork))) return commit;
  throw badRequest(
    `${commit} is not part of ${target.branch}`,
    `Name the last commit of ${target.branch} up to which the key was good.`,
  );
}
