import { isDeepStrictEqual } from 'node:util';
import type { TrustRoot } from '@gatehouse/contracts';
import type { Host } from '../host.ts';
import { editTrustRoot } from '../trust/edit-trust-root.ts';
import { fingerprintOf, type KeyEntry } from '../trust/key-entries.ts';
import { readKey } from '../trust/read-key.ts';
import {
  badRequest,
  type Principal,
  refuseMisspeltRoles,
  requireNotOver,
  requirePrincipal,
} from '../trust/requests.ts';
import type { TrustOptions } from '../trust/trust-state.ts';

export interface TrustAddOptions extends TrustOptions {
  key?: string[];
  role?: string[];
  email?: string[];
  name?: string;
  kind?: string;
  /** The last day on which the given keys count. */
  until?: string;
}

export interface TrustRemoveOptions extends TrustOptions {
  role?: string[];
  /** Fingerprints. */
  key?: string[];
}

/** `gate trust add`: a principal, or further keys, roles and e-mail addresses for one that is there. */
export async function trustAdd(host: Host, id: string, options: TrustAddOptions): Promise<number> {
  requireNotOver(host, options.until);
  if (options.until !== undefined && options.key === undefined)
    throw badRequest('--until is for a key', 'Give the key: --key <file>.');
  return editTrustRoot(host, options, async (root, { repository, workTree }) => {
    await refuseMisspeltRoles(options.role ?? [], workTree, root);
    const keys: KeyEntry[] = [];
    for (const key of options.key ?? [])
      keys.push(await readKey(host, repository.location.root, key, options.until));
    const known = Object.hasOwn(root.principals, id) ? root.principals[id] : undefined;
    const principal = known ? extend(id, known, keys, options) : create(id, keys, options);
    return { ...root, principals: { ...root.principals, [id]: principal } };
  });
}

/** `gate trust remove`: a principal, or only some of their roles and keys. What they lent or borrowed goes along. */
export async function trustRemove(host: Host, id: string, options: TrustRemoveOptions): Promise<number> {
  return editTrustRoot(host, options, (root) => {
    const principal = requirePrincipal(root, id);
    const { [id]: _, ...others } = root.principals;
    const whole = options.role === undefined && options.key === undefined;
    const principals = whole
      ? others
      : { ...root.principals, [id]: reduce(id, principal, options.role ?? [], options.key ?? []) };
    return keepGrounded({ ...root, principals });
  });
}

function create(id: string, keys: KeyEntry[], options: TrustAddOptions): Principal {
  const [first, ...more] = keys;
  if (first === undefined) throw badRequest(`${id} is new and has no key`, 'Give it: --key <file>.');
  return {
    ...(options.name === undefined ? {} : { name: options.name }),
    // The schema says which kinds there are.
    kind: (options.kind ?? 'person') as Principal['kind'],
    ...(options.email === undefined ? {} : { emails: options.email }),
    roles: [...new Set(options.role ?? [])],
    keys: [first, ...more],
  };
}

function extend(id: string, known: Principal, keys: KeyEntry[], options: TrustAddOptions): Principal {
  if (options.kind !== undefined && options.kind !== known.kind)
    throw badRequest(`${id} is a ${known.kind}`, 'A person and a bot are two principals: choose another id.');
  const emails = [...new Set([...(known.emails ?? []), ...(options.email ?? [])])];
  const extended: Principal = {
    ...known,
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(emails.length === 0 ? {} : { emails }),
    roles: [...new Set([...known.roles, ...(options.role ?? [])])],
    keys: [...known.keys, ...keys],
  };
  if (isDeepStrictEqual(extended, known))
    throw badRequest(`there is nothing to add to ${id}`, 'Give a key, role or e-mail address that is new.');
  return extended;
}

function reduce(id: string, principal: Principal, roles: string[], fingerprints: string[]): Principal {
  const held = { role: principal.roles, key: principal.keys.map(fingerprintOf) };
  for (const [kind, wanted] of [
    ['role', roles],
    ['key', fingerprints],
  ] as const) {
    const missing = wanted.find((one) => !held[kind].includes(one));
    if (missing !== undefined)
      throw badRequest(
        `${id} has no ${kind} ${JSON.stringify(missing)}`,
        `${id} has: ${held[kind].join(', ')}.`,
      );
  }
  const [first, ...more] = principal.keys.filter((key) => !fingerprints.includes(fingerprintOf(key)));
  if (first === undefined)
    throw badRequest(
      `${id} has no other key`,
      `Replace it (pnpm gate trust rotate ${id}), or remove ${id} altogether.`,
    );
  return {
    ...principal,
    roles: principal.roles.filter((role) => !roles.includes(role)),
    keys: [first, ...more],
  };
}

/** The root without delegations whose lender does not hold the role any more, or whose borrower is gone. */
function keepGrounded(root: TrustRoot): TrustRoot {
  const { delegations = [], ...rest } = root;
  const kept = delegations.filter(
    ({ from, to, role }) =>
      Object.hasOwn(root.principals, to) &&
      Object.hasOwn(root.principals, from) &&
      root.principals[from]?.roles.includes(role),
  );
  return kept.length === 0 ? rest : { ...rest, delegations: kept };
}
