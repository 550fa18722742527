import { promotionMessage, replayStep } from '@gatehouse/audit';
import { GatehouseError } from '@gatehouse/contracts';
import { openRepository } from '@gatehouse/git';
import { openWriter, type Writer } from '@gatehouse/git/write';
import {
  commitsOf,
  findDatedAhead,
  findTarget,
  judgeRun,
  openRun,
  type Run,
  surroundings,
} from '@gatehouse/judge';
import { type CheckReport, escapeTerminal, type Judged, renderText } from '@gatehouse/report';
import { exitCodeOf } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { requireClean } from '../signer.ts';

export interface PromoteOptions {
  repo?: string;
  sign?: boolean;
  /** Ask origin first, and have it take the merge before anything moves here. */
  push?: boolean;
}

/** `gate promote`: merges the current branch into main with a merge commit when, and only when, it is ready. */
export async function promote(host: Host, name: string, options: PromoteOptions): Promise<number> {
  if (options.push) await bringTarget(host, options);
  const run = await openRun(host, { ...options, own: true });
  try {
    await requireNotBehind(run);
    await requireUpToDate(run);
    // A merge promotes all that differs, so all of it is judged, not the named release alone.
    const judged: Judged[] = [];
    const report = await judgeRun(host, run, { ...options, onJudged: (one) => judged.push(one) });
    const names = promotable(report);
    const plain = name.replace(/^releases\//, '').replace(/\/$/, '');
    if (!names.includes(plain) && report.errors.length === 0)
      throw notOnBranch(name, names, run.target.branch);
    if (exitCodeOf(report) !== 0 || !names.includes(plain)) {
      host.stdout.write(renderText(report, { color: host.stdout.color }));
      host.stderr.write(`Not promoted: ${name} is not ready.\n`);
      return exitCodeOf(report) || 1;
    }
    const writer = openWriter(run.repository.location.root, host);
    await requireClean(writer, '.');
    await requireNotElsewhere(writer, run.target.branch);
    const merge = await makeMerge(run, writer, {
      message: promotionMessage(report, judged, run.headCommit),
      sign: options.sign || (await writer.flag('commit.gpgsign')),
      // The moment of the decision, so that it can be made again from the commit alone.
      date: report.evaluated_at,
    });
    await requireStanding(host, run, merge);
    if (options.push) await writer.push(merge, run.target.own);
    await moveTarget(run, writer, merge);
    host.stdout.write(`${run.target.branch} is now ${merge.slice(0, 10)}: ${names.join(', ')} promoted.\n`);
    host.stdout.write(options.push ? 'origin has it.\n' : `Publish it: git push origin ${run.target.own}\n`);
    await showTarget(host, writer, run.target.branch);
    return 0;
  } finally {
    run.repository.close();
  }
}

/** Fetches the target, so that being behind is seen before anything is judged. */
async function bringTarget(host: Host, { repo }: PromoteOptions): Promise<void> {
  const repository = await openRepository(repo ?? host.cwd, surroundings(host));
  try {
    const target = await findTarget(repository);
    await openWriter(repository.location.root, host).fetch(target.own, target.fetched);
  } finally {
    repository.close();
  }
}

function promotable(report: CheckReport): string[] {
  const governed = report.governance?.release;
  return [...report.releases.map((release) => release.release), ...(governed ? [governed] : [])];
}

/** Refuses to build on a main that is not where origin's was when it was last fetched: the push would be refused. */
async function requireNotBehind({ repository, baseCommit, target }: Run): Promise<void> {
  const fetched = await repository.find(target.fetched);
  if (fetched === null || (await repository.isAncestor(fetched, baseCommit))) return;
  const isBehind = await repository.isAncestor(baseCommit, fetched);
  const what = isBehind
    ? `${target.branch} is behind that of origin`
    : `${target.branch} and that of origin have gone apart: each has commits that the other lacks`;
  const hint = isBehind
    ? `Bring it forward: git fetch origin ${target.own}:${target.own}. Then merge it into your branch, and promote again.`
    : `Look at what only yours has: git log ${target.fetched}..${target.own}. To take that of origin instead: ` +
      `git branch --force ${target.branch} ${target.fetched}`;
  throw new GatehouseError('refused.branch', `${what}, as of the last fetch (the network was not asked)`, {
    hint,
  });
}

// With the tip of main below the head, the merged tree is the judged tree, byte for byte.
async function requireUpToDate({ repository, baseCommit, headCommit, target }: Run): Promise<void> {
  if (baseCommit === headCommit) {
    throw new GatehouseError(
      'refused.not_ready',
      `the head is ${target.branch} itself: there is nothing to promote`,
      { hint: 'Check out the branch of the release first.' },
    );
  }
  if (await repository.isAncestor(baseCommit, headCommit)) return;
  throw new GatehouseError('refused.not_ready', `${target.branch} has moved on since this branch left it`, {
    hint: `git merge ${target.own}, then pnpm gate again: sign-offs stay valid as long as the release's own files do.`,
  });
}

// Under a work tree that has it checked out, the branch would move without its files.
async function requireNotElsewhere(writer: Writer, branch: string): Promise<void> {
  const folder = await writer.workTreeOf(branch);
  if (folder === null) return;
  throw new GatehouseError('refused.not_ready', `${branch} is checked out in the work tree ${folder}`, {
    hint: `Check out something else there: git -C ${folder} checkout --detach. If it is gone: git worktree prune.`,
  });
}

// With the tip of the target below the head, the merge of the two has the files of the head, and nothing is to be merged.
async function makeMerge(
  { repository, baseCommit, headCommit }: Run,
  writer: Writer,
  how: { message: string; sign: boolean; date: string },
): Promise<string> {
  const { tree } = await repository.readCommit(headCommit);
  return writer.makeCommit({ tree, parents: [baseCommit, headCommit], ...how });
}

/** Judges the merge as the hook and the audit will, before anything points at it. */
async function requireStanding(host: Host, run: Run, merge: string): Promise<void> {
  const { verdict, reasons } = await replayStep(host, run.repository, merge);
  if (verdict !== 'refused' && verdict !== 'unrelated') return;
  const why = reasons[0]?.message ?? 'it promotes nothing';
  const ahead = await findDatedAhead(host, run, await commitsOf(run));
  const hint =
    ahead === null ? 'Mend what it names, then run pnpm gate again.' : `${ahead.message}. ${ahead.hint}`;
  throw new GatehouseError(
    'refused.not_ready',
    `not promoted, because an audit would refuse the merge: ${why}`,
    { hint: `Nothing was changed. ${hint}` },
  );
}

async function moveTarget({ baseCommit, target }: Run, writer: Writer, merge: string): Promise<void> {
  const move = { from: baseCommit, to: merge, why: 'gate promote' };
  if (await writer.moveRef(target.own, move)) return;
  throw new GatehouseError(
    'refused.not_ready',
    `${target.branch} has moved while this was judged: nothing was changed`,
    {
      hint: `Somebody else promoted meanwhile. git merge ${target.branch}, then promote again.`,
    },
  );
}

// It is promoted by now, whatever becomes of the work tree.
async function showTarget(host: Host, writer: Writer, branch: string): Promise<void> {
  try {
    await writer.checkOut(branch);
  } catch (error) {
    if (!(error instanceof GatehouseError)) throw error;
    host.stderr.write(
      `${escapeTerminal(
        `The work tree stays as it is: ${error.message}. When you like: git checkout ${branch}`,
      )}\n`,
    );
  }
}

function notOnBranch(name: string, names: readonly string[], branch: string): GatehouseError {
  return new GatehouseError('usage.value', `${name} does not differ from ${branch}`, {
    hint: `What this branch would promote: ${names.join(', ') || 'nothing'}.`,
  });
}
