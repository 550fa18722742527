import { nothingPromoted, recordedDecisions, replayStep } from '@gatehouse/audit';
import { digestDecision } from '@gatehouse/contracts';
import { openRepository } from '@gatehouse/git';
import { type JudgedStep, surroundings } from '@gatehouse/judge';
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

function describe({ commit, parent, time, verdict, reasons }: JudgedStep) {
  return { commit, parent, time, verdict, reasons };
}
