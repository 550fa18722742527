import { type Measured, method } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { fixedEnvironment } from './one-run.ts';

/** How each metric is computed. */
export function describeMethods(config: Config): Measured['methods'] {
  const { command, runs = 2, seeds = {}, environment = {} } = config;
  const how = { command, runs, environment: { ...fixedEnvironment, ...environment }, seeds };
  return {
    runs: method(
      'times that the command ran to exit code 0, each in a new folder with copies of its inputs',
      how,
    ),
    outputs_compared: method('files that every run wrote; n: files, those of a folder one by one'),
    outputs_identical: method(
      'files whose SHA-256, or all of whose metrics, are the same in every run and as recorded; n: files',
    ),
    outputs_within_tolerance: method(
      'files of which a metric is not the same, and all are within |a - b| <= max(absolute, relative * max(|a|, |b|)); n: files',
    ),
    outputs_differing: method('files that are neither, those missing included; n: files'),
    outputs_missing: method(
      'files that not every run wrote; a file that is declared by itself and is empty was not written; n: files',
    ),
    metric_difference: method(
      'largest less smallest value of a metric among the runs and what is recorded; n: values',
    ),
    lock_files: method('declared lock files; their digests are among the inputs'),
    run_seconds: method(
      'wall-clock time of a run on this machine, for people: it is another each time',
      {},
      'varies',
    ),
  };
}
