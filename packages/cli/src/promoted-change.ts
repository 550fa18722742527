import type { Host } from './host.ts';
import { readChange } from './judge.ts';
import type { Change } from './judge-change.ts';
import type { Run } from './open-run.ts';

/** To judge what is promoted, a run stands on its base alone: with all sign-offs of the history that brought it there. */
export function readPromoted(host: Host, run: Run): Promise<Change> {
  const { source } = run.base;
  return readChange(host, { ...run, headCommit: run.baseCommit, head: source, fork: source });
}
