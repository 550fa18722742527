import type { GatehouseError } from '@gatehouse/contracts';
import type { CheckReport } from '@gatehouse/report';

/** 0 ready, 1 blocked, 2 inconclusive, 3 usage or configuration, 4 internal error. */
export const exitCodes = { ready: 0, blocked: 1, inconclusive: 2, usage: 3, internal: 4 } as const;

/** What can be asked to fail a run that does not fail by itself, or not as hard. */
export const failures = ['blocked', 'waiting', 'waiver', 'glass'] as const;
export type Failure = (typeof failures)[number];

/** `failOn` only adds: what is named exits 1, and an error stays an error. */
export function exitCodeOf(report: CheckReport, failOn: readonly Failure[] = []): number {
  const code = exitCodeOfVerdict(report);
  if (code !== exitCodes.ready && code !== exitCodes.inconclusive) return code;
  return failOn.some((failure) => shows[failure](report)) ? exitCodes.blocked : code;
}

const shows: Record<Failure, (report: CheckReport) => boolean> = {
  blocked: ({ verdict }) => verdict === 'blocked',
  waiting: ({ verdict }) => verdict === 'inconclusive',
  // Also of a release that still waits: what is waived will not be mended by a signature.
  waiver: ({ releases }) =>
    releases.some(
      ({ verdict, waivers }) =>
        verdict === 'ready-with-waivers' || waivers.some(({ state }) => state === 'used'),
    ),
  glass: ({ releases }) =>
    releases.some(
      ({ verdict, glass }) =>
        verdict === 'break-glass' || (glass.people.length > 0 && glass.people.length >= glass.need),
    ),
};

function exitCodeOfVerdict(report: CheckReport): number {
  if (report.errors.some((error) => error.code === 'internal')) return exitCodes.internal;
  if (report.errors.length > 0) return exitCodes.usage;
  const codes = {
    ready: exitCodes.ready,
    'ready-with-waivers': exitCodes.ready,
    // Signed by enough people, and nobody else is asked: it may go, and is never forgotten.
    'break-glass': exitCodes.ready,
    'nothing-to-judge': exitCodes.ready,
    blocked: exitCodes.blocked,
    inconclusive: exitCodes.inconclusive,
  };
  return codes[report.verdict];
}

export function exitCodeOfError(error: GatehouseError): number {
  if (error.code === 'internal' || error.code.startsWith('policy.')) {
    return error.code === 'internal' || error.code === 'policy.crashed'
      ? exitCodes.internal
      : exitCodes.usage;
  }
  return error.code === 'refused.not_ready' || error.code === 'refused.evidence'
    ? exitCodes.blocked
    : exitCodes.usage;
}
