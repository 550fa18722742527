import { join } from 'node:path';
import type { Evidence } from '@gatehouse/contracts';
import { evidenceOf, runPlugin } from '@gatehouse/plugin-kit';
import type { Host } from './host.ts';
import type { Run } from './open-run.ts';
import type { PlannedValidation } from './plan-validations.ts';
import type { Progress } from './progress.ts';
import { runBounded } from './run-bounded.ts';

/** A validation of one release. */
export interface Job extends PlannedValidation {
  /** `releases/<name>/<version>` */
  folder: string;
  /** For people. */
  name: string;
}

/**
 * Runs the validations in the work tree, as many at once as the machine can bear. `onMeasured` gets each result and
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
  const bounds = { processors: host.processors, memory: host.memory };
  await runBounded(
    jobs,
    bounds,
    (job) => memoryOf(host, job),
    async (job) => {
      const evidence = await measure(host, run, job, progress);
      measured.set(job, evidence);
      progress.finish(job.name, await onMeasured(job, evidence));
    },
  );
  return measured;
}

/** A plugin's limit, which may be more than this machine has. */
function memoryOf(host: Host, { plugin }: Job): number {
  return Math.min(plugin.manifest.limits.memory_mb, host.memory);
}

async function measure(host: Host, run: Run, job: Job, progress: Progress): Promise<Evidence> {
  const { root } = run.repository.location;
  const { validation, plugin, folder } = job;
  const limits = { ...plugin.manifest.limits, memory_mb: memoryOf(host, job) };
  progress.update(job.name, 0, 'starts');
  const result = await runPlugin({
    manifest: { ...plugin.manifest, limits },
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
