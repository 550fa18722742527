import type { GatehouseError } from '@gatehouse/contracts';
import type { CheckReport } from '@gatehouse/report';

/** 0 ready, 1 blocked, 2 inconclusive, 3 usage or configuration, 4 internal error. */
export const exitCodes = { ready: 0, blocked: 1, inconclusive: 2, usage: 3, internal: 4 } as const;

export function exitCodeOf(report: CheckReport): number {
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
