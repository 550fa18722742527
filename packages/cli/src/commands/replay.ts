import { recordedDecisions } from '@gatehouse/audit';
import { digestDecision, GatehouseError } from '@gatehouse/contracts';
import { readPast } from '@gatehouse/facts';
import { openRepository, type Repository } from '@gatehouse/git';
import { type JudgedStep, judgeStep, openPolicyShelf, surroundings } from '@gatehouse/judge';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';

export interface ReplayOptions {
  repo?: string;
  format?: string;
}

/** `gate replay`: makes the decisions of a promotion again and compares them with those that its message records. */
export async function replay(host: Host, name: string, options: ReplayOptions): Promise<number> {
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  try {
    const commit = await repository.resolve(name);
    const step = await replayStep(host, repository, commit);
    if (step.judged.length === 0 && step.governance === null) throw nothingPromoted(name);
    const { bytes } = await repository.readCommit(commit);
    const text = bytes.toString('utf8');
    const recorded = recordedDecisions(text);
    const none = /^Decision: /m.test(text)
      ? 'recorded by an earlier engine, in its own form'
      : 'none is recorded';
    const decisions = step.judged.map(({ decision }) => ({ decision, digest: digestDecision(decision) }));
    if (options.format === 'json') {
      host.stdout.write(`${JSON.stringify({ ...describe(step), decisions }, null, 2)}\n`);
    } else {
      host.stdout.write(`${describe(step).verdict}  judged as of ${step.time}\n`);
      for (const { decision, digest } of decisions) {
        const same = recorded.get(decision.release);
        const compared = same === undefined ? none : same === digest ? 'as recorded' : `recorded is ${same}`;
        host.stdout.write(`  ${decision.release}: ${decision.verdict}  ${digest}  (${compared})\n`);
      }
      for (const { code, message } of step.reasons) {
        host.stdout.write(`  ✗ ${escapeTerminal(message)}  ${code}\n`);
      }
    }
    const differs = decisions.some(
      ({ decision, digest }) => (recorded.get(decision.release) ?? digest) !== digest,
    );
    return differs || step.verdict === 'refused' ? exitCodes.blocked : exitCodes.ready;
  } finally {
    repository.close();
  }
}

/** Judges one commit of a branch as the step from its first parent. */
export async function replayStep(host: Host, repository: Repository, commit: string): Promise<JudgedStep> {
  const parent = (await repository.readCommit(commit)).parents[0];
  if (parent === undefined) throw nothingPromoted(commit);
  const policies = openPolicyShelf(host);
  const now = host.now().getTime() / 1000;
  try {
    return await judgeStep(
      { engine: host, objects: repository, policies, memory: new Map(), reaches: repository.isAncestor },
      {
        commit,
        commits: await repository.commitsBetween(parent, commit),
        past: await readPast(repository, parent, now),
      },
    );
  } finally {
    await policies.close();
  }
}

function describe({ commit, parent, time, verdict, reasons }: JudgedStep) {
  return { commit, parent, time, verdict, reasons };
}

function nothingPromoted(name: string): GatehouseError {
  return new GatehouseError('usage.value', `${name} changed no release and no governed file`, {
    hint: 'Name the merge commit of a promotion: git log --first-parent refs/heads/main shows them.',
  });
}
