import { escapeTerminal } from '../escape.ts';
import type { Told } from './list-told.ts';
import { placeOf } from './place-of.ts';

/** What holds a release up is an error, also while it only waits: a reader that fails on errors must not pass it. */
export const levels: Record<Told['severity'], 'error' | 'warning' | 'note'> = {
  block: 'error',
  wait: 'error',
  overridden: 'warning',
  warn: 'warning',
  waived: 'error',
  retired: 'note',
};

/** One finding as a result; `ruleIndex`: of its rule among those of the run. */
export function describeResult(told: Told, ruleIndex: number): Record<string, unknown> {
  const { code, severity, subject, kind, remedy, justification } = told;
  const text = remedy === '' ? told.message : `${told.message}. To mend it: ${remedy}`;
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: message(text),
    locations: [{ physicalLocation: locate(told) }],
    partialFingerprints: { 'gatehouse/v1': told.fingerprint },
    ...(severity === 'waived' ? { suppressions: [suppress(justification)] } : {}),
    properties: { severity, kind, subject: escapeTerminal(subject), release: told.about },
  };
}

/**
 * A plain message of SARIF: braces are doubled, as `{0}` would be a place for an argument, and `](`, which would be a
 * link, is set apart (sections 3.11.5 and 3.11.6).
 */
export function message(text: string): { text: string } {
  return { text: escapeTerminal(text).replace(/[{}]/g, '$&$&').replaceAll('](', '] (') };
}

function suppress(justification: string | null): Record<string, unknown> {
  return {
    kind: 'external',
    status: 'accepted',
    ...(justification === null ? {} : { justification: escapeTerminal(justification) }),
  };
}

// What is about a file as a whole stands at its first line: code scanning takes no place without one.
function locate(told: Told): Record<string, unknown> {
  const { file, line, column } = placeOf(told);
  const region = {
    startLine: line ?? 1,
    ...(line === null || column === null ? {} : { startColumn: column }),
  };
  return { artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' }, region };
}

/** A path of the repository as a relative reference: what is no plain character of a path is encoded. */
function uriOf(path: string): string {
  return path
    .replace(/^\/+/, '')
    .split('/')
    .map((part) => encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')))
    .join('/');
}
