import { createHash } from 'node:crypto';
import type { TrustRoot } from '@gatehouse/contracts';
import { allowedSigners } from '@gatehouse/signoff';
import { type Key, makeKey } from '../../src/selftest/keys.ts';

// Who plays in the histories, and the trust roots that say who they are: as the test knows them, not as the gate reads them.

export const start = Date.parse('2026-11-18T08:00:00Z') / 1000;
const day = 24 * 3600;

/** `YYYY-MM-DD` of a moment in seconds. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** A key by its name (`cleo`, `cleo-2`), the same in every run. */
export function keyNamed(name: string): Key {
  const known = keys.get(name) ?? makeKey(createHash('sha256').update(name).digest());
  keys.set(name, known);
  return known;
}

const keys = new Map<string, Key>();

export interface Principal {
  kind: 'person' | 'bot';
  roles: string[];
  /** By the names of the keys: the last day on which each counts. */
  keys: Record<string, string | null>;
}

export interface Lent {
  from: string;
  to: string;
  role: string;
  path: string;
  until: string;
}

/** A trust root as the model knows it. */
export interface Root {
  version: number;
  previous: string | null;
  threshold: number;
  principals: Record<string, Principal>;
  lent: Lent[];
  /** By key: the id of the last commit that is trusted, or null for none. */
  compromised: Record<string, string | null>;
}

const person = (name: string, ...roles: string[]): [string, Principal] => [
  name,
  { kind: 'person', roles, keys: { [name]: null } },
];
const withOldKey = ([name, principal]: [string, Principal]): [string, Principal] => [
  name,
  { ...principal, keys: { ...principal.keys, [`${name}-old`]: dayOf(start - day) } },
];

export const firstRoot: Root = {
  version: 1,
  previous: null,
  threshold: 2,
  principals: Object.fromEntries([
    person('ada', 'engineer'),
    person('bea', 'engineer', 'product'),
    person('cleo', 'engineer'),
    person('dora', 'product'),
    withOldKey(person('finn', 'product', 'sre')),
    person('gina', 'governance'),
    withOldKey(person('gus', 'governance')),
    person('gwen', 'governance', 'engineer'),
    person('hugo', 'security'),
    person('dan'),
    person('eve'),
    // Named in the releases themselves.
    person('bjarne', 'data'),
    person('margaret', 'sre'),
    ['robot', { kind: 'bot', roles: ['engineer', 'product'], keys: { robot: null } }],
  ]),
  lent: [
    { from: 'cleo', to: 'dan', role: 'engineer', path: 'releases/notifier', until: dayOf(start + 2 * day) },
    { from: 'dora', to: 'eve', role: 'product', path: 'releases/mailer', until: dayOf(start + 30 * day) },
    { from: 'hugo', to: 'dan', role: 'security', path: 'releases/mailer', until: dayOf(start + 30 * day) },
  ],
  compromised: { stolen: null },
};

/** The people that anything can be done by; `stranger` is in no trust root. */
export const everybody = [
  ...Object.keys(firstRoot.principals).filter((one) => !/^(bjarne|margaret)$/.test(one)),
  'stranger',
];

export const rootPath = 'policies/trust/root.yaml';
export const signersPath = 'policies/trust/allowed_signers';

/** The files that state a trust root. */
export function rootFiles(root: Root): Record<string, string> {
  const written = writtenRoot(root);
  // JSON is YAML.
  const text = `${JSON.stringify(written, null, 1)}\n`;
  states.set(text, root);
  return { [rootPath]: text, [signersPath]: allowedSigners(written) };
}

/** The trust root that a file states; null for a text that none of us wrote. */
export function rootOf(text: string | undefined): Root | null {
  return states.get(text ?? '') ?? null;
}

const states = new Map<string, Root>();

type Written = TrustRoot['principals'][string];

function writtenRoot({ version, previous, threshold, principals, lent, compromised }: Root): TrustRoot {
  const people = Object.entries(principals).map(([id, { kind, roles, keys }]): [string, Written] => {
    const written = Object.entries(keys).map(([key, until]) => {
      const ssh = keyNamed(key).line;
      return until === null ? ssh : { ssh, until };
    });
    return [id, { kind, emails: [`${id}@example.org`], roles, keys: written as Written['keys'] }];
  });
  return {
    schema: 'gatehouse/trust-root@1',
    project: 'histories',
    ...{ version, previous, governance: { role: 'governance', threshold } },
    principals: Object.fromEntries(people),
    delegations: lent,
    compromised: Object.entries(compromised).map(([key, since]) => {
      return { key: keyNamed(key).fingerprint, since, reason: 'stolen, in a test' };
    }),
  };
}
