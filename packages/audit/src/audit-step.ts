import { digestDecision, type FactsSignoff, GatehouseError } from '@gatehouse/contracts';
import { emptyLedger, governedChanges, type Ledger, openCommit, readGoverned } from '@gatehouse/facts';
import type { Objects } from '@gatehouse/git';
import { enterOne, type JudgedStep, type Step, type StepJudge } from '@gatehouse/judge';
import type { AuditStep } from '@gatehouse/report';

type Signer = AuditStep['releases'][number]['signers'][number];

/** What an audit keeps of a step: the step, and what later steps or a later trust root may change about it. Plain JSON. */
export interface StepRecord {
  step: AuditStep;
  /** The keys of the sign-offs that it rests on. */
  keys: { commit: string; key: string }[];
  /** What its own sign-offs still say to later steps. */
  ledger: Ledger;
  /** Whether it changed governed files. */
  governs: boolean;
}

/** A judged step as the audit tells it. */
export function recordStep(judged: JudgedStep): StepRecord {
  const { commit, parent, time, verdict, reasons, governance, ledger } = judged;
  const releases = judged.judged.map(({ facts, decision }) => ({
    release: decision.release,
    digest: facts.digest,
    verdict: decision.verdict,
    decision_digest: digestDecision(decision),
    signers: signersOf(facts.signoffs),
  }));
  const governed =
    governance?.release == null
      ? null
      : {
          version: Number(governance.release.slice('governance/'.length)),
          signers: signersOf(governance.candidates),
        };
  const step: AuditStep = {
    commit,
    parent,
    time,
    verdict: verdict === 'refused' ? 'bypass' : verdict,
    releases,
    governance: governed,
    reasons,
  };
  return { step, keys: keysOf(judged, step), ledger, governs: governance !== null };
}

/**
 * A step that could not be judged: what is not proven is not legitimate. What it says to later steps counts all the same,
 * and so does what it did to the side that judges: in doubt, it did.
 */
export async function recordUnverifiable(judge: StepJudge, step: Step, error: unknown): Promise<StepRecord> {
  if (!(error instanceof GatehouseError)) throw error;
  const [parent = ''] = await known(
    judge.objects.readCommit(step.commit).then(({ parents }) => parents),
    [],
  );
  return {
    step: {
      commit: step.commit,
      parent,
      time: '',
      verdict: 'unverifiable',
      releases: [],
      governance: null,
      reasons: [{ code: error.code, message: error.message }],
    },
    keys: [],
    ledger: await known(enterOne(judge, step), emptyLedger()),
    governs: await known(changesGoverned(judge.objects, parent, step.commit), true),
  };
}

async function known<T>(asked: Promise<T>, otherwise: T): Promise<T> {
  return asked.catch((error: unknown) => {
    if (error instanceof GatehouseError) return otherwise;
    throw error;
  });
}

async function changesGoverned(objects: Objects, parent: string, commit: string): Promise<boolean> {
  const [before, after] = [await openCommit(objects, parent), await openCommit(objects, commit)];
  return (await governedChanges(objects, await readGoverned(before), after, before)).length > 0;
}

function signersOf(signoffs: readonly FactsSignoff[]): Signer[] {
  return signoffs.flatMap(({ counted, decision, principal, role, commit }) =>
    counted && principal !== null && role !== null && (decision === 'approve' || decision === 'break-glass')
      ? [{ principal, role, commit }]
      : [],
  );
}

function keysOf({ signoffs, judged }: JudgedStep, step: AuditStep): StepRecord['keys'] {
  const signers = [
    ...step.releases.flatMap((release) => release.signers),
    ...(step.governance?.signers ?? []),
  ];
  const confirmed = judged.flatMap(({ facts }) => facts.confirmations.filter(({ counted }) => counted));
  const used = new Set([...signers, ...confirmed].map(({ commit }) => commit));
  const verified = new Map([...signoffs.values()].flat().map(({ id, key }) => [id, key]));
  return [...used].flatMap((commit) => {
    const key = verified.get(commit) ?? null;
    return key === null ? [] : [{ commit, key }];
  });
}
