import { GatehouseError } from '@gatehouse/contracts';
import { openWriter } from '@gatehouse/git/write';
import { type CheckReport, type ReleaseReport, renderText } from '@gatehouse/report';
import { exitCodeOf } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { judgeRun } from '../judge.ts';
import { openRun, target } from '../open-run.ts';

export interface PromoteOptions {
  repo?: string;
}

/** `gate promote`: merges the current branch into main with a merge commit when, and only when, it is ready. */
export async function promote(host: Host, name: string, options: PromoteOptions): Promise<number> {
  const run = await openRun(host, { ...options, base: `refs/heads/${target}` });
  try {
    await requireUpToDate(run);
    // A merge promotes all that differs, so all of it is judged, not the named release alone.
    const report = await judgeRun(host, run, options);
    const release = report.releases.find(
      (one) => one.release === name.replace(/^releases\//, '').replace(/\/$/, ''),
    );
    if (!release && report.errors.length === 0) throw notOnBranch(name, report);
    if (exitCodeOf(report) !== 0 || !release) {
      host.stdout.write(renderText(report, { color: host.stdout.color }));
      host.stderr.write(`Not promoted: ${name} is not ready.\n`);
      return exitCodeOf(report) || 1;
    }
    const writer = openWriter(run.repository.location.root, host.env);
    const dirty = await writer.dirtyPaths('.');
    if (dirty.length > 0) throw dirtyTree(dirty);
    const merge = await writer.merge(target, run.headCommit, mergeMessage(report, run.headCommit));
    host.stdout.write(
      `${target} is now ${merge.slice(0, 10)}: ${report.releases.map((one) => one.release).join(', ')} promoted.\n`,
    );
    host.stdout.write(`Publish it: git push origin ${target}\n`);
    return 0;
  } finally {
    run.repository.close();
  }
}

// With the tip of main below the head, the merged tree is the judged tree, byte for byte.
async function requireUpToDate(run: Awaited<ReturnType<typeof openRun>>): Promise<void> {
  const { repository, baseCommit, headCommit } = run;
  if (baseCommit === headCommit) {
    throw new GatehouseError(
      'refused.not_ready',
      `the head is ${target} itself: there is nothing to promote`,
      {
        hint: 'Check out the branch of the release first.',
      },
    );
  }
  if (await repository.isAncestor(baseCommit, headCommit)) return;
  throw new GatehouseError('refused.not_ready', `${target} has moved on since this branch left it`, {
    hint: `git merge ${target}, then pnpm gate again: sign-offs stay valid as long as the release's own files do.`,
  });
}

function mergeMessage(report: CheckReport, head: string): string {
  const names = report.releases.map((release) => release.release).join(', ');
  const lines = report.releases.flatMap((release) => [
    `${release.release}: ${release.verdict}`,
    ...describe(release),
  ]);
  const provenance = [
    `Head: ${head}`,
    `Base: ${report.base}`,
    `Policy: ${report.policy_digest}`,
    `Judged-At: ${report.evaluated_at}`,
  ];
  return `Promote ${names}\n\n${lines.join('\n')}\n\n${provenance.join('\n')}\n`;
}

function describe(release: ReleaseReport): string[] {
  const signers = release.signoffs.map(({ role, have }) => `${role}: ${have.join(', ')}`);
  return [`  digest ${release.digest}`, `  signed by ${signers.join('; ')}`];
}

function notOnBranch(name: string, report: CheckReport): GatehouseError {
  const there = report.releases.map((release) => release.release).join(', ') || 'none';
  return new GatehouseError('usage.value', `${name} does not differ from ${target}`, {
    hint: `Releases that this branch would promote: ${there}.`,
  });
}

function dirtyTree(paths: readonly string[]): GatehouseError {
  return new GatehouseError(
    'refused.dirty',
    `the work tree has uncommitted changes: ${paths.slice(0, 5).join(', ')}`,
    {
      hint: 'Commit or stash them first: what is not committed can not be promoted.',
    },
  );
}
