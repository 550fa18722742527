import { rootAt } from './branch.ts';
import {
  broughtBy,
  chainOf,
  changedPaths,
  contentOf,
  coveredBy,
  isGoverned,
  type Node,
  reaches,
  releasesOf,
} from './graph.ts';
import { dayOf, type Root } from './people.ts';

// Who said what, with which key, on which content, when: counted by the test itself, from what it made.

/** A move of main, looked at on some day. */
export interface Move {
  commit: Node;
  parent: Node;
  /** Seconds since 1970. */
  on: number;
  /** Tips of other branches, whose withdrawals count as well. */
  elsewhere: readonly Node[];
}

/** Somebody's word that counts. */
export interface Vote {
  node: Node;
  principal: string;
  role: string;
  /** Who lent the role. */
  behalf: string | null;
}

/** Whom to take for an author: who brought a byte of what lands, or whoever changed anything on the branch. */
export type Strictness = 'least' | 'most';

interface Voting {
  move: Move;
  root: Root;
  release: string;
  decision: 'approve' | 'break-glass';
  authors: Authors;
}

interface Authors {
  proven: Set<string>;
  named: Set<string>;
}

const glassRoles = ['product', 'sre', 'security', 'risk', 'clinical', 'governance'];
const day = 24 * 3600;

/** Whose key signed a commit, and the last day of that key. */
export function signerOf({ key }: Node, root: Root): { principal: string; until: string | null } | null {
  if (key === null || key in root.compromised) return null;
  for (const [principal, { keys }] of Object.entries(root.principals)) {
    if (key in keys) return { principal, until: keys[key] ?? null };
  }
  return null;
}

/** The sign-offs that count. */
export function votesFor({ move, root, release, decision, authors }: Voting): Vote[] {
  const today = dayOf(move.on);
  const withdrawals = withdrawalsFor(move, root, release);
  return broughtBy(move.commit, move.parent).flatMap((node) => {
    const { says } = node;
    if (says === null || !isWellFormed(node) || says.release !== release || says.decision !== decision)
      return [];
    const signer = signerOf(node, root);
    const holder = root.principals[signer?.principal ?? ''];
    if (signer === null || holder === undefined || holder.kind !== 'person') return [];
    const { principal } = signer;
    const held = heldBy(root, principal, says.role, release, today);
    if (held === null || !says.ours || says.root > root.version) return [];
    if (says.content !== contentOf(move.commit, release)) return [];
    if ([says.until, signer.until].some((until) => until !== null && until < today)) return [];
    const involved = [principal, ...(held.behalf === null ? [] : [held.behalf])];
    if (involved.some((one) => authors.proven.has(one))) return [];
    if (involved.some((one) => authors.named.has(one) && !(one === principal && says.denies))) return [];
    const isVoid = withdrawals.some(
      (no) => no.role === says.role && involved.includes(no.principal) && !reaches(no.node, node),
    );
    return isVoid ? [] : [{ node, principal, role: says.role, behalf: held.behalf }];
  });
}

/** A sign-off has one parent and changes nothing. */
function isWellFormed(node: Node): boolean {
  return node.parents.length === 1 && changedPaths(node).length === 0;
}

function heldBy(
  root: Root,
  principal: string,
  role: string,
  release: string,
  today: string,
): { behalf: string | null } | null {
  if (root.principals[principal]?.roles.includes(role)) return { behalf: null };
  const folder = `releases/${release}/`;
  const lent = root.lent.find(
    (one) =>
      one.to === principal &&
      one.role === role &&
      folder.startsWith(`${one.path}/`) &&
      one.until >= today &&
      hasKey(root, one.from, today),
  );
  return lent === undefined ? null : { behalf: lent.from };
}

function hasKey(root: Root, principal: string, today: string): boolean {
  return Object.values(root.principals[principal]?.keys ?? {}).some(
    (until) => until === null || until >= today,
  );
}

interface Withdrawal {
  node: Node;
  principal: string;
  role: string;
}

/** Withdrawals of a release that are known: each by the trust root of the day on which it came to main. */
function withdrawalsFor(move: Move, root: Root, release: string): Withdrawal[] {
  const steps = chainOf(move.parent).flatMap((commit) => {
    const [parent] = commit.parents;
    return parent === undefined ? [] : [{ nodes: broughtBy(commit, parent), root: rootAt(parent) }];
  });
  const content = contentOf(move.commit, release);
  const known = new Set(broughtBy(move.commit, move.parent));
  const others = move.elsewhere
    .flatMap((tip) => broughtBy(tip, move.commit))
    .filter((node) => !known.has(node) && node.says?.content === content);
  return [...steps, { nodes: [...known, ...others], root }].flatMap(({ nodes, root: then }) =>
    nodes.flatMap((node) => {
      const { says } = node;
      if (says?.decision !== 'withdraw' || says.release !== release || !says.ours || !isWellFormed(node))
        return [];
      const signer = signerOf(node, then);
      return signer === null ? [] : [{ node, principal: signer.principal, role: says.role }];
    }),
  );
}

/** Who wrote what a move brings of a release, or of what is governed. */
export function authorsOf(
  { commit, parent }: Move,
  release: string,
  roots: readonly Root[],
  how: Strictness,
): Authors {
  const landing = [...coveredBy(commit, release)].filter(([path, text]) => parent.files.get(path) !== text);
  const writers = broughtBy(commit, parent).filter((node) => {
    const changed = changedPaths(node);
    if (how === 'most') return changed.length > 0;
    return landing.some(([path, text]) => changed.includes(path) && node.files.get(path) === text);
  });
  const proven = new Set(
    roots.flatMap((root) => writers.flatMap((node) => signerOf(node, root)?.principal ?? [])),
  );
  const named = new Set(writers.map(({ by }) => by).filter((by) => !proven.has(by)));
  return { proven, named };
}

/** The releases that a move changes, and whether what is governed does. */
export function changesOf({ commit, parent }: Move): { releases: string[]; governed: boolean } {
  const differs = (release: string) => contentOf(commit, release) !== contentOf(parent, release);
  const releases = [...new Set([...releasesOf(commit), ...releasesOf(parent)])].filter(differs);
  return { releases, governed: differs('governance/0') };
}

/** Whether two people, one for each role of the quorum, have approved. */
export function hasQuorum(move: Move, release: string, how: Strictness): boolean {
  const root = rootAt(move.parent);
  const authors = authorsOf(move, release, [root], how);
  const votes = votesFor({ move, root, release, decision: 'approve', authors });
  const counting = how === 'least' ? votes : unambiguous(votes);
  const [engineers, products] = ['engineer', 'product'].map((role) =>
    counting.filter((vote) => vote.role === role),
  );
  return (engineers ?? []).some((one) => products?.some((other) => other.principal !== one.principal));
}

// Of several who act for the same person one counts, and which is of no interest here.
function unambiguous(votes: readonly Vote[]): Vote[] {
  return votes.filter((vote) =>
    votes.every(
      (other) => other.role !== vote.role || seat(other) !== seat(vote) || other.principal === vote.principal,
    ),
  );
}

function seat({ principal, behalf }: Vote): string {
  return behalf ?? principal;
}

/** Those who broke the glass, in a role that may and for a week at the most. */
export function glassOf(move: Move, release: string, how: Strictness): Vote[] {
  const root = rootAt(move.parent);
  const authors = authorsOf(move, release, [root], how);
  const votes = votesFor({ move, root, release, decision: 'break-glass', authors });
  const last = dayOf(move.on + 7 * day);
  return votes.filter(({ node, role }) => glassRoles.includes(role) && `${node.says?.until}` <= last);
}

/** Whether it was broken by two people, in seats of their own. */
export function isBroken(votes: readonly Vote[], how: Strictness): boolean {
  const counting = how === 'least' ? votes : unambiguous(votes);
  return counting.some((one) =>
    counting.some(
      (other) => other.principal !== one.principal && (other.role !== one.role || seat(other) !== seat(one)),
    ),
  );
}

/** Whether who governs, by the root before and by the one after, has approved what is governed. */
export function isGovernedWell(move: Move, how: Strictness): boolean {
  const { commit, parent } = move;
  const [old, next] = [rootAt(parent), rootAt(commit)];
  const release = `governance/${next.version}`;
  const authors = authorsOf(move, release, [old, next], how);
  const enough = [old, next].every((root) => {
    const votes = votesFor({ move, root, release, decision: 'approve', authors });
    const people = new Set(
      votes.filter(({ role }) => role === 'governance').map(({ principal }) => principal),
    );
    return people.size >= root.threshold;
  });
  const writers = broughtBy(commit, parent).filter((node) => changedPaths(node).some(isGoverned));
  const bringing = how === 'most' ? writers : writers.filter((node) => bringsOf(node, move, isGoverned));
  return enough && next.version === old.version + 1 && bringing.every((node) => signerOf(node, old) !== null);
}

function bringsOf(node: Node, { commit, parent }: Move, covers: (path: string) => boolean): boolean {
  return changedPaths(node).some(
    (path) =>
      covers(path) &&
      node.files.get(path) === commit.files.get(path) &&
      parent.files.get(path) !== commit.files.get(path),
  );
}

/** Whether each file that a move brings was brought by one of its commits, as it is. */
export function isAllKnown(move: Move): boolean {
  const { commit, parent } = move;
  const nodes = broughtBy(commit, parent);
  return [...commit.files].every(
    ([path, text]) =>
      path.startsWith('docs/') ||
      parent.files.get(path) === text ||
      nodes.some((node) => changedPaths(node).includes(path) && node.files.get(path) === text),
  );
}

/** Whether somebody who governs, and was not part of it, has ratified what a step let go, in a commit that comes after it. */
export function isRatified(step: Move, release: string, until: Move): boolean {
  const breakers = glassOf(step, release, 'most').flatMap(({ principal, behalf }) => [principal, behalf]);
  const { proven, named } = authorsOf(step, release, [rootAt(step.parent)], 'least');
  const content = contentOf(step.commit, release);
  return chainOf(until.commit).some((commit) => {
    const [parent] = commit.parents;
    if (parent === undefined || !reaches(step.commit, parent)) return false;
    const root = rootAt(parent);
    const withdrawals = withdrawalsFor({ commit, parent, on: commit.seconds, elsewhere: [] }, root, release);
    return broughtBy(commit, parent).some((node) => {
      const { says } = node;
      const signer = signerOf(node, root);
      if (says?.decision !== 'ratify' || says.release !== release || says.content !== content) return false;
      if (signer === null || !isWellFormed(node) || says.role !== 'governance' || !says.ours) return false;
      if (signer.until !== null && signer.until < dayOf(commit.seconds)) return false;
      const { principal } = signer;
      const isWithdrawn = withdrawals.some(
        (no) => no.principal === principal && no.role === says.role && !reaches(no.node, node),
      );
      const isFree =
        !breakers.includes(principal) && !proven.has(principal) && (!named.has(principal) || says.denies);
      const holder = root.principals[principal];
      const governs = holder?.kind === 'person' && holder.roles.includes('governance');
      return isFree && governs && !isWithdrawn && reaches(step.commit, node);
    });
  });
}
