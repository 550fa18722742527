import type { Measured } from '@gatehouse/plugin-kit';
import type { Outcome } from './compare-metrics.ts';
import type { Compared } from './compare-outputs.ts';
import type { Config } from './config.ts';
import type { Finished } from './one-run.ts';

/** Counts outcomes. Of no outputs at all there is no count, so that none of them is a silent zero. */
export function summarise(
  config: Config,
  runs: readonly Finished[],
  { outcomes, measurements }: Compared,
): Pick<Measured, 'examined' | 'measurements' | 'headline'> {
  const n = outcomes.length;
  const of = (...wanted: Outcome[]) => outcomes.filter((one) => wanted.includes(one)).length;
  const counts = {
    outputs_identical: of('identical'),
    outputs_within_tolerance: of('within_tolerance'),
    // What a run did not write is not the same as what another did: no bound on this number misses it.
    outputs_differing: of('differing', 'missing'),
    outputs_missing: of('missing'),
  };
  const compared = n - counts.outputs_missing;
  const plain = (metric: string, value: number, rests: number) => ({ metric, value, n: rests, labels: {} });
  return {
    examined: compared,
    measurements: [
      plain('runs', runs.length, runs.length),
      plain('outputs_compared', compared, n),
      ...Object.entries(counts).map(([metric, value]) =>
        n > 0
          ? plain(metric, value, n)
          : { metric, value: null, n, labels: {}, note: 'no output is declared, so none was compared' },
      ),
      plain('lock_files', config.lock_files?.length ?? 0, config.lock_files?.length ?? 0),
      ...runs.map(({ seconds }, index) => ({
        metric: 'run_seconds',
        value: Math.round(seconds * 1000) / 1000,
        n: 1,
        labels: { run: String(index + 1) },
      })),
      ...measurements,
    ],
    headline: {
      runs: runs.length,
      outputs: n,
      identical: counts.outputs_identical,
      within_tolerance: counts.outputs_within_tolerance,
      differing: counts.outputs_differing,
    },
  };
}
