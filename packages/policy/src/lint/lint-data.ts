import { findFaults } from '../find-faults.ts';
import type { PolicySources } from '../read-sources.ts';
import { belowPack } from './places.ts';
import { type PolicyProblem, problem, start } from './problem.ts';

/** What the data must not have: additions of packs at places that are not theirs, modules of checklists that clash. */
export function lintData(data: PolicySources['data'], paths: readonly string[]): PolicyProblem[] {
  return findFaults(data).map(({ reason, file, message, hint }) => {
    const stem = file.replace(/\.\w+$/, '.');
    const known = paths.includes(file) ? file : paths.find((path) => belowPack(path).startsWith(stem));
    return problem(reason, known ?? file, start, message, hint);
  });
}
