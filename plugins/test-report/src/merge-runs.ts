import type { Case } from './case.ts';

/**
 * The cases of one suite, those that are runs of the same test made one, which went as the worst of its runs.
 *
 * That a name stands twice does not say so alone: tests with data, as TestNG and Jest write them, share one. It is the same
 * test where its runner never gives two tests one name (pytest), or where it passed and failed and the suite's own
 * `tests` counts it once (gotestsum). Else the cases stay apart, and a name that both passed and failed is flaky.
 */
export function mergeRuns(runs: readonly Case[], said: string | undefined, pytest: boolean): Case[] {
  const groups = groupByName(runs);
  if (groups.length === runs.length) return [...runs];
  const countsOnce = Number(said || Number.NaN) === groups.length;
  // Each worker of pytest-xdist's `--dist=each` runs every test, and `tests` counts them all.
  const byWorkers = groups.every(({ length }) => length > 1) && Number(said) === runs.length;
  return groups.flatMap((group) => {
    if (group.length === 1) return group;
    const mixed = passes(group) > 0 && failures(group) > 0;
    if (!pytest)
      return mixed && countsOnce ? [mergeGroup(group, true)] : mixed ? markFirstFailure(group) : group;
    // pytest-rerunfailures writes a run that failed, and was then run again, as a case that holds nothing.
    const passedLast = group.at(-1)?.outcome === 'passed';
    return [mergeGroup(group, passedLast && (mixed || (passes(group) > 1 && !byWorkers)))];
  });
}

function groupByName(runs: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>();
  for (const [i, run] of runs.entries()) {
    const key = run.id ?? `${i}`;
    const known = groups.get(key);
    if (known) known.push(run);
    else groups.set(key, [run]);
  }
  return [...groups.values()];
}

const ranks = ['errored', 'failed', 'passed', 'skipped'] as const;

function mergeGroup(group: readonly Case[], flaky: boolean): Case {
  const outcome = ranks.find((one) => group.some((run) => run.outcome === one)) ?? 'errored';
  const times = group.flatMap(({ seconds }) => seconds ?? []);
  return {
    ...(group[0] as Case),
    outcome,
    flaky: flaky || group.some((run) => run.flaky),
    seconds: times.length === 0 ? undefined : times.reduce((sum, one) => sum + one, 0),
    messages: group.flatMap(({ messages }) => messages),
    runs: group.map((run) => run.outcome),
  };
}

function markFirstFailure(group: readonly Case[]): Case[] {
  const first = group.findIndex((run) => isWrong(run));
  return group.map((run, i) => (i === first ? { ...run, flaky: true } : run));
}

function passes(group: readonly Case[]): number {
  return group.filter(({ outcome }) => outcome === 'passed').length;
}

function failures(group: readonly Case[]): number {
  return group.filter(isWrong).length;
}

function isWrong({ outcome }: Case): boolean {
  return outcome === 'failed' || outcome === 'errored';
}
