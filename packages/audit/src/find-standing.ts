import {
  type Base,
  listReleases,
  openBase,
  openCommit,
  promotionOf,
  readElsewhere,
  readLedger,
  releaseLimit,
} from '@gatehouse/facts';
import type { Repository } from '@gatehouse/git';
import type { Engine, JudgedStep } from '@gatehouse/judge';
import { openTaints } from './find-taint.ts';
import { replayStep } from './replay-step.ts';

/** A release on the target that holds an artifact, and whether its promotion still stands. */
export interface Standing {
  /** `<name>/<version>` */
  release: string;
  /** The ids of its artifacts with that digest. */
  artifacts: string[];
  /** The step that brought it, and its day; null: it was never on the target. */
  commit: string | null;
  on: string | null;
  stands: boolean;
  /** Why, in a sentence. */
  because: string;
}

/**
 * The releases on `tip` that promote `digest` (`sha256:…`), newest first. One stands if the step that brought it is a
 * promotion by the policies and the trust root of its day, git still shows its sign-offs to hold (none withdrawn, no key
 * compromised, broken glass ratified, the same bytes), it rests on nothing that is listed as compromised, and its outcome
 * tells of no rollback. Reads only what holds the
 * digest, so it proves these promotions and not all of history: that is for an audit.
 */
export async function findStanding(
  engine: Engine,
  repository: Repository,
  tip: string,
  digest: string,
): Promise<Standing[]> {
  const base = await openBase(await openCommit(repository, tip), tip);
  const elsewhere = await readElsewhere(repository, base, tip);
  const findTaint = await openTaints(base);
  const found: Standing[] = [];
  for (const folder of await foldersNaming(base, digest)) {
    const { artifacts = [] } = await base.release(folder);
    const held = artifacts.filter((one) => one.digest === digest).map(({ id }) => id);
    if (held.length === 0) continue;
    found.push({ release: folder.slice('releases/'.length), artifacts: held, ...(await judge(folder)) });
  }
  return found.sort((one, other) => ((one.on ?? '') < (other.on ?? '') ? 1 : -1));

  async function judge(folder: string): Promise<Omit<Standing, 'release' | 'artifacts'>> {
    const known = await readLedger(repository, tip);
    // Whoever withdraws on a branch that is not merged yet has said so all the same.
    const ledger = { ...known, withdrawals: [...known.withdrawals, ...elsewhere] };
    const promotion = await promotionOf({ objects: repository, base, ledger }, folder);
    if (promotion === null)
      return { commit: null, on: null, stands: false, because: 'it was never promoted' };
    const { commit, on } = promotion;
    const told = await base.outcome(folder, undefined);
    if (told?.rollback !== undefined)
      return { commit, on, stands: false, because: `it was rolled back on ${told.rollback.on}` };
    if (promotion.reason !== 'proven')
      return { commit, on, stands: false, because: reasons[promotion.reason] ?? promotion.reason };
    const taint = await findTaint(folder.slice('releases/'.length));
    if (taint !== null) return { commit, on, stands: false, because: taint };
    const step = await replayStep(engine, repository, commit);
    const because = whyNot(step) ?? whoWithdrew(step, folder, promotion.signers);
    return { commit, on, stands: because === null, because: because ?? 'its promotion is proven' };
  }
}

/** Release folders whose text has the digest in it. */
async function foldersNaming({ source }: Base, digest: string): Promise<string[]> {
  const folders = await listReleases(source);
  const texts = folders.map((folder) =>
    source.read(`${folder}/release.yaml`, releaseLimit).catch(() => null),
  );
  const read = await Promise.all(texts);
  return folders.filter((_folder, index) => read[index]?.includes(digest));
}

function whyNot({ verdict, reasons: [first] }: JudgedStep): string | null {
  if (verdict === 'promoted' || verdict === 'break-glass') return null;
  return first?.message ?? 'the step that brought it promoted nothing';
}

// The step is judged by what was known on its day; who has taken their word back since is no longer among the signers.
function whoWithdrew(
  { judged, verdict }: JudgedStep,
  folder: string,
  signers: readonly { principal: string; role: string }[],
): string | null {
  if (verdict === 'break-glass') return null;
  const release = folder.slice('releases/'.length);
  const decision = judged.map((one) => one.decision).find((one) => one.release === release);
  if (decision === undefined) return 'the step that brought it did not judge it';
  const still = (principal: string, role: string) =>
    signers.some((one) => one.principal === principal && one.role === role);
  const short = decision.quorum.find(
    ({ role, need, have }) => have.filter((principal) => still(principal, role)).length < need,
  );
  return short === undefined ? null : `an approval of it was withdrawn since (${short.role})`;
}

const reasons: Record<string, string> = {
  genesis: 'it was there before the gate: nobody promoted it',
  changed: 'its files are not those that were promoted',
  evidence: 'its evidence does not hold',
  'not-a-merge': 'it did not come by a merge',
  unsigned: 'no sign-off of it counts',
  'compromised-key': 'a sign-off was made with a key that is compromised',
  unratified: 'it went through broken glass that nobody has ratified',
  unreadable: 'this engine cannot read it',
};
