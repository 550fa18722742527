/** What a machine can bear at once. */
export interface Bounds {
  processors: number;
  /** In MB. */
  memory: number;
}

/**
 * Runs jobs side by side: no more at once than there are processors, and none whose memory, with that of those that run,
 * is more than the machine has; one alone always runs. After a job that throws no other is begun, and what it threw is
 * thrown once the rest have ended.
 *
 * @param memoryOf the most that a job may use, in MB
 */
export async function runBounded<Job>(
  jobs: readonly Job[],
  bounds: Bounds,
  memoryOf: (job: Job) => number,
  run: (job: Job) => Promise<void>,
): Promise<void> {
  const waiting = [...jobs];
  const running = new Map<Job, Promise<void>>();
  const failures: unknown[] = [];

  while (waiting.length > 0 || running.size > 0) {
    for (let next = waiting.findIndex(fits); next !== -1; next = waiting.findIndex(fits))
      begin(waiting.splice(next, 1)[0] as Job);
    await Promise.race(running.values());
    if (failures.length > 0) waiting.length = 0;
  }
  if (failures.length > 0) throw failures[0];

  function fits(job: Job): boolean {
    if (running.size === 0) return true;
    const used = [...running.keys()].reduce((sum, one) => sum + memoryOf(one), 0);
    return running.size < bounds.processors && used + memoryOf(job) <= bounds.memory;
  }

  function begin(job: Job): void {
    const ended = Promise.resolve(job)
      .then(run)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(job));
    running.set(job, ended);
  }
}
