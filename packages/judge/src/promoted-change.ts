import type { Change } from './change.ts';
import type { Engine } from './engine.ts';
import { readChange } from './judge.ts';
import type { Run } from './open-run.ts';

/** To judge what is promoted, a run stands on its base alone: with all sign-offs of the history that brought it there. */
export function readPromoted(engine: Engine, run: Run): Promise<Change> {
  const { source } = run.base;
  return readChange(engine, { ...run, headCommit: run.baseCommit, head: source, fork: source });
}
