import {
  formatSignoffMessage,
  readTrustRoot,
  type Signoff,
  type SignoffCandidate,
  type TrustRootIndex,
} from '../src/index.ts';
import type { QuickKey } from './key-ring.ts';
import { commitId, emptyTree, rawCommit } from './raw-commit.ts';

/** A trust root of people, who hold the role `product` unless something else is said. */
export function trustRoot(people: Record<string, object>, change: object = {}): TrustRootIndex {
  const principals = Object.entries(people).map(([name, person]) => [
    name,
    { kind: 'person', roles: ['product'], emails: [`${name}@example.org`], ...person },
  ]);
  return readTrustRoot({
    schema: 'gatehouse/trust-root@1',
    project: 'acme',
    version: 1,
    previous: null,
    governance: { role: 'product', threshold: 1 },
    principals: Object.fromEntries(principals),
    ...change,
  });
}

const signoff: Signoff = {
  release: 'credit-scorer/1.1.0',
  role: 'product',
  decision: 'approve',
  project: 'acme',
  target: 'main',
  digest: `sha256:${'a'.repeat(64)}`,
  root: 1,
};

/** One approval, its message, and the scope in which it counts. */
export const approval = {
  signoff,
  message: formatSignoffMessage(signoff),
  scope: {
    project: signoff.project,
    target: signoff.target,
    release: signoff.release,
    folder: `releases/${signoff.release}`,
    digest: signoff.digest,
    authors: [] as string[],
    named: [] as string[],
    today: '2026-11-23',
  },
};

/** The first commit, which changes nothing and signs nothing off. */
export const start = commitId(rawCommit({}));

/** A candidate on top of `parent`. */
export function candidate(change: Partial<Signoff>, key: QuickKey, parent = start): SignoffCandidate {
  const message = formatSignoffMessage({ ...signoff, ...change });
  return candidateFrom(rawCommit({ parents: [parent], message, key }));
}

export function candidateFrom(bytes: Buffer, parentTree: string | null = emptyTree): SignoffCandidate {
  return { id: commitId(bytes), bytes, parentTree };
}

/** Ancestry as it stands in the bytes, as from a real repository. */
export function ancestryOf(candidates: readonly SignoffCandidate[]) {
  const parents = new Map(
    candidates.map(({ id, bytes }) => {
      const lines = Buffer.from(bytes)
        .toString('latin1')
        .matchAll(/^parent (\w+)$/gm);
      return [id, [...lines].map(([, parent]) => parent as string)];
    }),
  );
  const isAncestor = (ancestor: string, descendant: string): boolean =>
    ancestor === descendant || (parents.get(descendant) ?? []).some((parent) => isAncestor(ancestor, parent));
  return isAncestor;
}
