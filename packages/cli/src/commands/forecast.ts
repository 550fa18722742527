import { GatehouseError, timeOf } from '@gatehouse/contracts';
import { chooseReleases, isEarlier, listReleases, selectReleases } from '@gatehouse/facts';
import {
  forecastRelease,
  forecastTrust,
  loadPolicy,
  openRun,
  type Run,
  type RunOptions,
  readChange,
  readPromoted,
} from '@gatehouse/judge';
import { openEvaluator } from '@gatehouse/policy';
import {
  type ErrorReport,
  type ForecastEvent,
  type ForecastRelease,
  type ForecastReport,
  renderForecast,
  reportError,
} from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { createProgress } from '../progress.ts';

export interface ForecastOptions extends RunOptions {
  days?: string;
  format?: string;
}

const mostDays = 366;

/** `gate forecast`: what turns red by itself in the coming days. */
export async function forecast(host: Host, names: string[], options: ForecastOptions): Promise<number> {
  const days = parseDays(options.days ?? '30');
  const evaluator = openEvaluator({ worker: host.files.evaluator });
  try {
    const run = await openRun(host, options);
    try {
      const policy = await loadPolicy(host, run.base.source);
      evaluator.load(policy);
      const found = await forecastAll({ policy, evaluator }, host, { run, names, days });
      const now = timeOf(host.now());
      const report: ForecastReport = {
        schema: 'gatehouse/forecast-report@1',
        base: run.baseCommit,
        head: run.head.commit,
        policy_digest: policy.digest,
        evaluated_at: now,
        days,
        releases: found.releases,
        events: [...found.events, ...forecastTrust(run.base.trustRoot.root, now, days)].sort(byDay),
        errors: found.errors,
      };
      host.stdout.write(
        options.format === 'json'
          ? `${JSON.stringify(report, null, 2)}\n`
          : renderForecast(report, { color: host.stdout.color }),
      );
      return report.errors.length > 0 ? exitCodes.usage : exitCodes.ready;
    } finally {
      run.repository.close();
    }
  } finally {
    await evaluator.close();
  }
}

async function forecastAll(
  tools: Parameters<typeof forecastRelease>[0],
  host: Host,
  { run, names, days }: { run: Run; names: readonly string[]; days: number },
): Promise<Pick<ForecastReport, 'releases' | 'events' | 'errors'>> {
  const { proposed, promoted } = await chooseFolders(run, names);
  const releases: ForecastRelease[] = [];
  const events: ForecastEvent[] = [];
  const errors: ErrorReport[] = [];
  const progress = createProgress(host.stderr);
  for (const [folders, isPromoted] of [
    [proposed, false],
    [promoted, true],
  ] as const) {
    if (folders.length === 0) continue;
    const change = isPromoted ? await readPromoted(host, run) : await readChange(host, run);
    for (const folder of folders) {
      progress.update('forecast', releases.length / (proposed.length + promoted.length), folder);
      try {
        const one = await forecastRelease(tools, { change, folder, promoted: isPromoted, days });
        releases.push(one.release);
        events.push(...one.events);
      } catch (error) {
        if (!(error instanceof GatehouseError) || error.code.startsWith('policy.')) throw error;
        errors.push(...reportError(folder.slice('releases/'.length), error));
      }
    }
  }
  progress.close();
  return { releases, events, errors };
}

/** What is proposed differs from the base; of what is promoted, the newest version of each name counts. */
async function chooseFolders(
  { head, fork, base }: Run,
  names: readonly string[],
): Promise<{ proposed: string[]; promoted: string[] }> {
  const { folders: differing } = await selectReleases(head, fork, false);
  const chosen =
    names.length > 0
      ? await chooseReleases(head, names)
      : [...new Set([...differing, ...newestOf(await listReleases(base.source))])];
  return {
    proposed: chosen.filter((folder) => differing.includes(folder)),
    promoted: chosen.filter((folder) => !differing.includes(folder)),
  };
}

function newestOf(folders: readonly string[]): string[] {
  const newest = new Map<string, string>();
  for (const folder of folders) {
    const [, name = '', version = ''] = folder.split('/');
    const known = newest.get(name);
    if (known === undefined || isEarlier(known, version)) newest.set(name, version);
  }
  return [...newest].map(([name, version]) => `releases/${name}/${version}`);
}

function byDay(one: ForecastEvent, other: ForecastEvent): number {
  const key = (event: ForecastEvent) => `${event.release ?? ''} ${event.code}`;
  return one.in_days - other.in_days || (key(one) < key(other) ? -1 : 1);
}

function parseDays(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= mostDays) return days;
  throw new GatehouseError('usage.value', `--days ${JSON.stringify(text)} is not a number of days`, {
    hint: `Give 1 to ${mostDays}.`,
  });
}
