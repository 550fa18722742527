import { GatehouseError } from '@gatehouse/contracts';
import { openWriter } from '@gatehouse/git/write';
import { type CheckReport, type Judged, renderText } from '@gatehouse/report';
import { exitCodeOf } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { judgeRun } from '../judge.ts';
import { openRun, type Run, target, targetRefs } from '../open-run.ts';
import { promotionMessage } from '../promotion-message.ts';
import { requireClean } from '../signer.ts';
import { replayStep } from './replay.ts';

export interface PromoteOptions {
  repo?: string;
  sign?: boolean;
}

/** `gate promote`: merges the current branch into main with a merge commit when, and only when, it is ready. */
export async function promote(host: Host, name: string, options: PromoteOptions): Promise<number> {
  const run = await openRun(host, { ...options, base: targetRefs.own });
  try {
    await requireUpToDate(run);
    // A merge promotes all that differs, so all of it is judged, not the named release alone.
    const judged: Judged[] = [];
    const report = await judgeRun(host, run, { ...options, onJudged: (one) => judged.push(one) });
    const names = promotable(report);
    const plain = name.replace(/^releases\//, '').replace(/\/$/, '');
    if (!names.includes(plain) && report.errors.length === 0) throw notOnBranch(name, names);
    if (exitCodeOf(report) !== 0 || !names.includes(plain)) {
      host.stdout.write(renderText(report, { color: host.stdout.color }));
      host.stderr.write(`Not promoted: ${name} is not ready.\n`);
      return exitCodeOf(report) || 1;
    }
    const writer = openWriter(run.repository.location.root, host.env);
    await requireClean(writer, '.');
    // The date of the merge is the moment of the decision, so that it can be made again from the commit alone.
    const merge = await writer.merge(
      target,
      run.headCommit,
      promotionMessage(report, judged, run.headCommit),
      {
        date: report.evaluated_at,
        sign: Boolean(options.sign),
      },
    );
    await requireStanding(host, run, merge);
    host.stdout.write(`${target} is now ${merge.slice(0, 10)}: ${names.join(', ')} promoted.\n`);
    host.stdout.write(`Publish it: git push origin ${targetRefs.own}\n`);
    return 0;
  } finally {
    run.repository.close();
  }
}

function promotable(report: CheckReport): string[] {
  const governed = report.governance?.release;
  return [...report.releases.map((release) => release.release), ...(governed ? [governed] : [])];
}

// With the tip of main below the head, the merged tree is the judged tree, byte for byte.
async function requireUpToDate({ repository, baseCommit, headCommit }: Run): Promise<void> {
  if (baseCommit === headCommit) {
    throw new GatehouseError(
      'refused.not_ready',
      `the head is ${target} itself: there is nothing to promote`,
      { hint: 'Check out the branch of the release first.' },
    );
  }
  if (await repository.isAncestor(baseCommit, headCommit)) return;
  throw new GatehouseError('refused.not_ready', `${target} has moved on since this branch left it`, {
    hint: `git merge ${targetRefs.own}, then pnpm gate again: sign-offs stay valid as long as the release's own files do.`,
  });
}

/** Judges the merge as the hook and the audit will. */
async function requireStanding(host: Host, run: Run, merge: string): Promise<void> {
  const { verdict, reasons } = await replayStep(host, run.repository, merge);
  if (verdict !== 'refused') return;
  throw new GatehouseError(
    'refused.not_ready',
    `the merge ${merge.slice(0, 10)} was made, but an audit would refuse it: ${reasons[0]?.message}`,
    {
      hint: `Take it back before anybody sees it: git checkout ${target} && git reset --keep ${run.baseCommit.slice(0, 10)}`,
    },
  );
}

function notOnBranch(name: string, names: readonly string[]): GatehouseError {
  return new GatehouseError('usage.value', `${name} does not differ from ${target}`, {
    hint: `What this branch would promote: ${names.join(', ') || 'nothing'}.`,
  });
}
