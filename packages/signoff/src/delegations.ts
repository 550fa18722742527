import type { TrustRoot } from '@gatehouse/contracts';
import { isOver } from './calendar-date.ts';
import { trustRootProblem } from './trust-root-problem.ts';
import { untilOf } from './trusted-keys.ts';

type Delegation = NonNullable<TrustRoot['delegations']>[number];

/** A role that somebody may sign for. */
export interface HeldRole {
  role: string;
  /** Who lent it; null: it is their own. */
  onBehalfOf: string | null;
}

/**
 * The roles that a principal may sign for on the release in `folder`: their own, then those that were lent to them for
 * it and are not over, each once. Who has no key left that holds today lends nothing.
 */
export function rolesFor(root: TrustRoot, principal: string, folder: string, today: string): HeldRole[] {
  const own = ownRoles(root, principal).map((role) => ({ role, onBehalfOf: null }));
  const lent = (root.delegations ?? [])
    .filter(({ to, path, until }) => to === principal && covers(path, folder) && !isOver(until, today))
    .filter(({ from }) => hasKeyOn(root, from, today))
    .map(({ role, from }) => ({ role, onBehalfOf: from }));
  return [...own, ...lent];
}

/** Whether a role was ever lent to a principal, for whatever release and time. */
export function isLent(root: TrustRoot, principal: string, role: string): boolean {
  return (root.delegations ?? []).some((one) => one.to === principal && one.role === role);
}

/**
 * Checks that every delegation lends a role that the lender holds in their own right (so nothing is lent on), to
 * another person who does not hold it, and once only for the same releases: so a role that somebody may sign for has
 * one origin. Throws `config.trust_root`.
 */
export function checkDelegations(root: TrustRoot): void {
  for (const [index, delegation] of (root.delegations ?? []).entries()) {
    const { from, to, role } = delegation;
    const refuse = (what: string, hint: string) => {
      throw trustRootProblem(`\`delegations[${index}]\` ${what}`, hint);
    };
    if (!isPerson(root, from)) refuse(`is from ${from}, who is not a person of this root`, 'Remove it.');
    if (!isPerson(root, to)) refuse(`is to ${to}, who is not a person of this root`, 'Lend roles to people.');
    if (from === to) refuse(`lends ${to} what is theirs`, 'Remove it.');
    if (!ownRoles(root, from).includes(role)) {
      refuse(`lends ${role}, which ${from} does not hold`, 'Only who holds a role themselves can lend it.');
    }
    if (ownRoles(root, to).includes(role)) refuse(`lends ${role} to ${to}, who holds it`, 'Remove it.');
    const before = (root.delegations ?? []).slice(0, index);
    if (before.some((other) => overlaps(other, delegation))) {
      refuse(`lends ${role} to ${to} a second time for the same releases`, 'Keep one of the two.');
    }
  }
}

function overlaps(a: Delegation, b: Delegation): boolean {
  return a.to === b.to && a.role === b.role && (covers(a.path, b.path) || covers(b.path, a.path));
}

// By whole segments: releases/a does not cover releases/ab.
function covers(path: string, folder: string): boolean {
  return folder === path || folder.startsWith(`${path}/`);
}

function isPerson(root: TrustRoot, principal: string): boolean {
  return principalOf(root, principal)?.kind === 'person';
}

function ownRoles(root: TrustRoot, principal: string): string[] {
  return principalOf(root, principal)?.roles ?? [];
}

function hasKeyOn(root: TrustRoot, principal: string, today: string): boolean {
  const keys = principalOf(root, principal)?.keys ?? [];
  return keys.some((key) => !isOver(untilOf(key), today));
}

// The id pattern lets `constructor` through.
function principalOf(root: TrustRoot, principal: string): TrustRoot['principals'][string] | undefined {
  return Object.hasOwn(root.principals, principal) ? root.principals[principal] : undefined;
}
