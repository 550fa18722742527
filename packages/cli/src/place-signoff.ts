import { type FactsSignoff, GatehouseError } from '@gatehouse/contracts';
import { openCommit } from '@gatehouse/facts';
import type { Writer } from '@gatehouse/git/write';
import type { Run } from '@gatehouse/judge';
import { type Decision, explainReason } from '@gatehouse/signoff';

/** The run as it will be with one sign-off more. Nothing points at its head yet. Throws as `Writer.makeCommit` does. */
export async function makeSignoff(run: Run, writer: Writer, message: string): Promise<Run> {
  const { tree } = await run.repository.readCommit(run.headCommit);
  const commit = await writer.makeCommit({ tree, parents: [run.headCommit], message, sign: true });
  return { ...run, headCommit: commit, head: await openCommit(run.repository, commit) };
}

/**
 * Refuses a sign-off that would not count, by what the gate says of it: `config.signing_key` for its signature,
 * `git.failed` for the commit that git made, `refused.role` for all else.
 */
export function requireCounted(
  { headCommit }: Run,
  candidates: readonly Pick<FactsSignoff, 'commit' | 'counted' | 'reason' | 'decision' | 'principal'>[],
  decision: Decision,
): void {
  const made = candidates.find(({ commit }) => commit === headCommit);
  if (made?.counted) return;
  // What was let go is ratified as it was then. A withdrawal voids, whatever the release has become, and never counts.
  if (decision === 'ratify' && made?.reason === 'stale') return;
  if (decision === 'withdraw' && made?.decision === 'withdraw' && made.principal !== null) return;
  const [code = '', ...details] = (made?.reason ?? '').split(':');
  const why =
    made === undefined
      ? 'the gate does not find it'
      : `${explainReason(made.reason)}, ${[code, ...details].join(':')}`;
  throw notSigned(code, why);
}

/** Moves the branch to a sign-off. Throws `refused.locked` if it is no longer where it was judged. */
export async function moveToSignoff(writer: Writer, ref: string, before: Run, after: Run): Promise<void> {
  const move = { from: before.headCommit, to: after.headCommit, why: 'gate sign' };
  if (await writer.moveRef(ref, move)) return;
  const name = ref.replace(/^refs\/heads\//, '');
  throw new GatehouseError('refused.locked', `${name} has moved while you signed: nothing was changed`, {
    hint: 'Somebody else committed to it meanwhile. Look at what came (git log -3), and sign again.',
  });
}

const ofTheKey = ['unsigned', 'unsupported-signature', 'bad-signature', 'compromised-key', 'unknown-key'];

function notSigned(reason: string, why: string): GatehouseError {
  const message = `not signed, because it would not count: ${why}`;
  if (ofTheKey.includes(reason)) {
    return new GatehouseError('config.signing_key', message, {
      hint: 'Nothing was changed. git signs with another key than user.signingkey: look at gpg.program and gpg.ssh.program.',
    });
  }
  if (reason === 'malformed-commit') {
    return new GatehouseError('git.failed', message, {
      hint: 'Nothing was changed. Look at your name and address as git writes them, in UTF-8: git var GIT_COMMITTER_IDENT.',
    });
  }
  return new GatehouseError('refused.role', message, {
    hint: 'Nothing was changed. What counts so far: pnpm gate signoffs.',
  });
}
