import { GatehouseError } from '@gatehouse/contracts';
import { countSignoffs, type VerifiedSignoff } from '@gatehouse/signoff';
import { type CountingMove, countFor } from './count-for.ts';
import type { SignoffsByRelease } from './index-signoffs.ts';
import type { BrokenGlass, Ledger, Ratification, Reaches } from './ledger.ts';
import { readRelease, releaseLimit } from './read-release.ts';
import { releaseDigest } from './release-digest.ts';

/** A move to be entered: a step of main (`step` is its commit), or a branch (null). `now`: its own date. */
export interface LedgerMove extends Omit<CountingMove, 'withdrawals' | 'isAncestor'> {
  step: string | null;
  before: Ledger;
  reaches: Reaches;
}

/**
 * What a move adds to the ledger, by its sign-offs, verified by the trust root of its base and counted on its own day.
 * Glass is broken for what is not on the base yet: afterwards there is nothing to let go. It is ratified by who has
 * seen it go: by a sign-off that descends from the step that let it go.
 */
export async function ledgerOf(move: LedgerMove): Promise<Ledger> {
  const { before, signoffs } = move;
  const valid = [...signoffs.values()].flat().filter(({ refusal }) => refusal === null);
  const withdrawals = valid.filter(({ signoff }) => signoff?.decision === 'withdraw');
  const ledger: Ledger = { broken: [], ratified: [], withdrawals };
  const known = [...before.withdrawals, ...withdrawals];
  const about = (decision: string) =>
    new Set(valid.flatMap(({ signoff }) => (signoff?.decision === decision ? signoff.release : [])));
  for (const release of about('break-glass')) {
    ledger.broken.push(...(await readable(brokenBy(move, release, known))));
  }
  ledger.ratified.push(...takenBack(move, withdrawals));
  for (const release of about('ratify')) ledger.ratified.push(...(await ratifiedBy(move, release, known)));
  return ledger;
}

/** Ratifications of before that this move withdraws. Who withdraws one and ratifies again afterwards is counted again. */
function takenBack({ before, base }: LedgerMove, withdrawals: readonly VerifiedSignoff[]): Ratification[] {
  const role = base.trustRoot.root.governance.role;
  return before.ratified.flatMap(({ release, digest, principal }) => {
    const isTaken = withdrawals.some(
      (one) => one.principal === principal && one.signoff?.release === release && one.signoff.role === role,
    );
    return isTaken ? [{ release, digest, principal, withdrawn: true }] : [];
  });
}

async function brokenBy(
  move: LedgerMove,
  release: string,
  withdrawals: readonly VerifiedSignoff[],
): Promise<BrokenGlass[]> {
  const { base, head, history, signoffs, reaches } = move;
  const folder = `releases/${release}`;
  if ((await base.source.kind(`${folder}/release.yaml`)) !== null) return [];
  const bytes = await head.read(`${folder}/release.yaml`, releaseLimit);
  if (bytes === null) return [];
  const read = readRelease(bytes, folder);
  const digest = await releaseDigest(
    head,
    folder,
    { project: base.trustRoot.root.project, target: base.target },
    read,
  );
  const pairs = await descentFromWithdrawals(withdrawals, signoffs, reaches);
  const isAncestor = (one: string, other: string) =>
    history.isAncestor(one, other) || pairs.has(`${one} ${other}`);
  const counted = await countFor({ ...move, withdrawals, isAncestor }, folder, read, digest);
  return counted.signoffs.flatMap(({ counted: counts, decision, principal, on_behalf_of, until }) => {
    if (!counts || decision !== 'break-glass' || principal === null) return [];
    const about = { step: move.step, release, digest, ...counted.written };
    return [{ ...about, principal, on_behalf_of, until: until ?? '' }];
  });
}

/** Ratifications that descend from the step that let a release go, and count: of those who govern in their own right. */
async function ratifiedBy(
  move: LedgerMove,
  release: string,
  withdrawals: readonly VerifiedSignoff[],
): Promise<Ledger['ratified']> {
  const { base, before, history, signoffs, now, reaches } = move;
  const { root } = base.trustRoot;
  const broken = before.broken.filter((one) => one.release === release);
  const after: VerifiedSignoff[] = [];
  for (const one of signoffs.get(release) ?? []) {
    const seen = await Promise.all(broken.map(({ step }) => step !== null && reaches(step, one.id)));
    if (one.signoff?.decision === 'ratify' && seen.includes(true)) after.push(one);
  }
  const withdrawn = withdrawals.filter(({ signoff }) => signoff?.release === release);
  const pairs = await descentFromWithdrawals(withdrawn, signoffs, reaches);
  const scope = {
    ...{
      root: base.trustRoot,
      project: root.project,
      target: base.target,
      release,
      folder: `releases/${release}`,
    },
    // Who was part of it may not ratify it: `ratifierOf` knows.
    ...{ authors: [], named: [], today: now.slice(0, 10) },
    isAncestor: (one: string, other: string) =>
      history.isAncestor(one, other) || pairs.has(`${one} ${other}`),
  };
  return [...new Set(broken.map(({ digest }) => digest))].flatMap((digest) =>
    countSignoffs([...after, ...withdrawn], { ...scope, digest }).flatMap((one, index) => {
      const { counted, decision, principal, role, on_behalf_of } = one;
      if (!counted || decision !== 'ratify' || principal === null) return [];
      if (role !== root.governance.role || on_behalf_of !== null) return [];
      const denies = after[index]?.signoff?.denies;
      return [{ release, digest, principal, ...(denies && { denies }) }];
    }),
  );
}

// What cannot be read cannot be let go; and it must not hide what else the move says.
async function readable<T>(found: Promise<T[]>): Promise<T[]> {
  return found.catch((error: unknown) => {
    if (error instanceof GatehouseError && error.code.startsWith('input.')) return [];
    throw error;
  });
}

/**
 * Which sign-offs descend from withdrawals that are part of the base already: only those take them back. As pairs
 * `<withdrawal> <sign-off>`.
 */
export async function descentFromWithdrawals(
  withdrawals: readonly VerifiedSignoff[],
  signoffs: SignoffsByRelease,
  reaches: Reaches,
): Promise<Set<string>> {
  const pairs = new Set<string>();
  for (const { id, signoff } of withdrawals) {
    for (const later of signoffs.get(signoff?.release ?? '') ?? []) {
      if (later.id !== id && (await reaches(id, later.id))) pairs.add(`${id} ${later.id}`);
    }
  }
  return pairs;
}
