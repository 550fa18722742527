import { join } from 'node:path';
import type { Evidence } from '@gatehouse/contracts';
import { evidenceOf, runPlugin } from '@gatehouse/plugin-kit';
import type { Host } from './host.ts';
import type { Run } from './open-run.ts';
import type { PlannedValidation } from './plan-validations.ts';
import type { Progress } from './progress.ts';

/** A validation of one release. */
export interface Job extends PlannedValidation {
  /** `releases/<name>/<version>` */
  folder: string;
  /** For people. */
  name: string;
}

/**
 * Runs the validations in the work tree, as many at once as there are processors. `onMeasured` gets each result and
 * gives the line that stays on the screen.
 */
export async function measureAll(
  host: Host,
  run: Run,
  jobs: readonly Job[],
  progress: Progress,
  onMeasured: (job: Job, evidence: Evidence) => Promise<string>,
): Promise<Map<Job, Evidence>> {
  const measured = new Map<Job, Evidence>();
  let next = 0;
  const lane = async () => {
    while (next < jobs.length) {
      const job = jobs[next] as Job;
      next += 1;
      const evidence = await measure(host, run, job, progress);
      measured.set(job, evidence);
      progress.finish(job.name, await onMeasured(job, evidence));
    }
  };
  const atOnce = Math.max(1, Math.min(host.processors, jobs.length));
  await Promise.all(Array.from({ length: atOnce }, lane));
  return measured;
}

async function measure(host: Host, run: Run, job: Job, progress: Progress): Promise<Evidence> {
  const { root } = run.repository.location;
  const { validation, plugin, folder } = job;
  progress.update(job.name, 0, 'starts');
  const result = await runPlugin({
    manifest: plugin.manifest,
    directory: plugin.directory,
    config: validation.config,
    releaseDirectory: join(root, folder),
    repositoryDirectory: root,
    path: host.env.PATH,
    onProgress: (share, doing) => progress.update(job.name, share, doing),
  });
  return evidenceOf(result, {
    id: validation.id,
    manifest: plugin.manifest,
    subject: validation.subject,
    config: validation.config,
    measuredAt: `${host.now().toISOString().slice(0, 19)}Z`,
  });
}
