import { type FactsSignoff, GatehouseError } from '@gatehouse/contracts';
import { chooseRelease, type FieldChange, fieldChanges, openCommit, readStatement } from '@gatehouse/facts';
import { judgeRun, openRun, type Run } from '@gatehouse/judge';
import { type Judged, renderSignoffs, type SignoffsReport } from '@gatehouse/report';
import { explainReason, statementDigest } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { deniesAuthorship } from '../read-authorship.ts';

export interface SignoffsOptions {
  repo?: string;
  base?: string;
  head?: string;
  format?: string;
}

/** `gate signoffs`: every candidate of a release, counted or not, with the reason; for stale ones what changed since. */
export async function signoffs(host: Host, name: string, options: SignoffsOptions): Promise<number> {
  const run = await openRun(host, options);
  try {
    const folder = await chooseRelease(run.head, name);
    const all: Judged[] = [];
    const { errors } = await judgeRun(host, run, { names: [name], onJudged: (one) => all.push(one) });
    const judged = all[0];
    if (!judged) throw unreadable(name, errors[0]?.message);
    const { facts, decision } = judged;
    const candidates = facts.signoffs.map(async (one) => ({
      ...one,
      explanation: explainReason(one.reason),
      denies_authorship: one.counted && (await deniesAuthorship(run.repository, one.commit)),
      changes: one.reason === 'stale' ? await changesSince(run, folder, one) : null,
    }));
    const report: SignoffsReport = {
      schema: 'gatehouse/signoffs-report@1',
      release: decision.release,
      digest: facts.digest,
      base: run.baseCommit,
      head: run.head.commit,
      quorum: decision.quorum,
      candidates: await Promise.all(candidates),
    };
    host.stdout.write(
      options.format === 'json'
        ? `${JSON.stringify(report, null, 2)}\n`
        : renderSignoffs(report, { color: host.stdout.color }),
    );
    return decision.quorum.every(({ need, have }) => have.length >= need)
      ? exitCodes.ready
      : exitCodes.inconclusive;
  } finally {
    run.repository.close();
  }
}

// A sign-off changes no file, so its own tree is what was signed: if it has that digest.
async function changesSince(
  run: Run,
  folder: string,
  { commit }: FactsSignoff,
): Promise<FieldChange[] | null> {
  const scope = { project: run.base.trustRoot.root.project, target: run.target.branch };
  const then = await openCommit(run.repository, commit);
  if ((await then.entryId(folder)) === null) return null;
  const [before, after] = [
    { source: then, statement: await readStatement(then, folder, scope) },
    { source: run.head, statement: await readStatement(run.head, folder, scope) },
  ];
  const { bytes } = await run.repository.readCommit(commit);
  const isWhatWasSigned = bytes.includes(`\nGatehouse-Digest: ${statementDigest(before.statement)}\n`);
  return isWhatWasSigned ? fieldChanges(before, after) : null;
}

function unreadable(name: string, message = 'it can not be read'): GatehouseError {
  return new GatehouseError('refused.not_ready', `${name} can not be judged: ${message}`, {
    hint: `Run pnpm gate check ${name}: it says all that is wrong.`,
  });
}
