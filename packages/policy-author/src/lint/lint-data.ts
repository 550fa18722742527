import { findFaults, isPolicyFile, type PolicySources } from '@gatehouse/policy';
import { belowPack } from './places.ts';
import { type PolicyProblem, problem, start } from './problem.ts';

/**
 * What the data must not have: additions of packs at places that are not theirs, modules of checklists that clash, fields
 * that ask nothing, files that nobody reads.
 */
export function lintData(data: PolicySources['data'], paths: readonly string[]): PolicyProblem[] {
  return [...findWrong(data, paths), ...paths.filter(isUnread).map(unread)];
}

// A file with the name of data that is not read as such would be missed by nobody.
function isUnread(path: string): boolean {
  const below = belowPack(path);
  const isData = /^(?:(?:data|profiles)\/.*|services)\.(?:ya?ml|json)$/i.test(below);
  return isData && !isPolicyFile(path);
}

function unread(path: string): PolicyProblem {
  const message = 'it looks like data, and nothing reads it';
  const remedy =
    'Data is data/<name>.yaml, profiles/<name>/<name>.yaml or services.yaml, of lower-case letters, digits, - and _.';
  return problem('data_unread', path, start, message, remedy);
}

function findWrong(data: PolicySources['data'], paths: readonly string[]): PolicyProblem[] {
  return findFaults(data).map(({ reason, file, message, hint }) => {
    const stem = file.replace(/\.\w+$/, '.');
    const known = paths.includes(file) ? file : paths.find((path) => belowPack(path).startsWith(stem));
    return problem(reason, known ?? file, start, message, hint);
  });
}
