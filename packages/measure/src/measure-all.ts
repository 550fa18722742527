import { join } from 'node:path';
import type { Evidence } from '@gatehouse/contracts';
import type { Machine } from './machine.ts';
import { evidenceOf } from './make-evidence.ts';
import type { PlannedValidation } from './plan-validations.ts';
import { runBounded } from './run-bounded.ts';
import { runPlugin } from './run-plugin.ts';

/** Is told what each job does, between 0 and 1, and the last line of each. */
export interface Progress {
  update(job: string, share: number, doing: string): void;
  /** A job has ended: its last line stays. */
  finish(job: string, line: string): void;
}

/** A validation of one release. */
export interface Job extends PlannedValidation {
  /** `releases/<name>/<version>` */
  folder: string;
  /** For people. */
  name: string;
}

/**
 * Runs the validations in the work tree, as many at once as the machine can bear. `onMeasured` gets each result and
 * gives the line that stays on the screen. `root`: the work tree.
 */
export async function measureAll(
  machine: Machine,
  root: string,
  jobs: readonly Job[],
  progress: Progress,
  onMeasured: (job: Job, evidence: Evidence) => Promise<string>,
): Promise<Map<Job, Evidence>> {
  const measured = new Map<Job, Evidence>();
  const bounds = { processors: machine.processors, memory: machine.memory };
  await runBounded(
    jobs,
    bounds,
    (job) => memoryOf(machine, job),
    async (job) => {
      const evidence = await measure(machine, root, job, progress);
      measured.set(job, evidence);
      progress.finish(job.name, await onMeasured(job, evidence));
    },
  );
  return measured;
}

/** A plugin's limit, which may be more than this machine has. */
function memoryOf(machine: Machine, { plugin }: Job): number {
  return Math.min(plugin.manifest.limits.memory_mb, machine.memory);
}

async function measure(machine: Machine, root: string, job: Job, progress: Progress): Promise<Evidence> {
  const { validation, plugin, folder } = job;
  const limits = { ...plugin.manifest.limits, memory_mb: memoryOf(machine, job) };
  progress.update(job.name, 0, 'starts');
  const result = await runPlugin({
    manifest: { ...plugin.manifest, limits },
    directory: plugin.directory,
    config: validation.config,
    releaseDirectory: join(root, folder),
    repositoryDirectory: root,
    path: machine.env.PATH,
    onProgress: (share, doing) => progress.update(job.name, share, doing),
  });
  return evidenceOf(result, {
    id: validation.id,
    manifest: plugin.manifest,
    subject: validation.subject,
    config: validation.config,
    measuredAt: `${machine.now().toISOString().slice(0, 19)}Z`,
  });
}
