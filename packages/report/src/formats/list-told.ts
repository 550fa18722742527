import type {
  CheckReport,
  ErrorReport,
  FindingReport,
  GovernanceReport,
  ReleaseReport,
} from '../check-report.ts';
import { fingerprint } from './fingerprint.ts';

/** One thing that a run has to tell, wherever in the report it stands. */
export interface Told extends FindingReport {
  /** `<name>/<version>`, `governance/<version>`; null: the run as a whole. */
  about: string | null;
  /** `change`: of governed files. `error`: it could not be judged. `unsettled`: to be settled before the answer holds. */
  kind: 'release' | 'change' | 'error' | 'unsettled';
  /** Stable over runs and lines, and unique within one. */
  fingerprint: string;
  /** Why a waived finding is waived, in the words of the release. */
  justification: string | null;
}

/** The same before it is known what else is told. */
export type Telling = Omit<Told, 'fingerprint'>;

/** All that a run tells, the order of the report kept. Whatever a verdict rests on is among it. */
export function listTold(report: CheckReport): Told[] {
  const all = [
    ...tellRun(report),
    ...report.releases.flatMap(tellRelease),
    ...(report.governance === null ? [] : tellGovernance(report.governance)),
  ];
  const seen = new Map<string, number>();
  return all.map((one) => ({ ...one, fingerprint: fingerprint(one, seen) }));
}

/** What holds up first: what blocks, what waits; causes before what follows from them. */
export function inOrder<T extends Pick<Told, 'severity' | 'follows'>>(told: readonly T[]): T[] {
  const rank = ({ severity, follows }: T) => order.indexOf(severity) * 2 + (follows === undefined ? 0 : 1);
  return [...told].sort((one, other) => rank(one) - rank(other));
}

const order: FindingReport['severity'][] = ['block', 'wait', 'overridden', 'warn', 'waived', 'retired'];

/** What is told of the run as a whole: what could not be judged, and what is not settled. */
export function tellRun({ errors, unsettled = [] }: CheckReport): Telling[] {
  return [
    ...errors.map((error) => toldOf(error, 'error')),
    ...unsettled.map((one) => toldOf(one, 'unsettled')),
  ];
}

export function tellRelease(release: ReleaseReport): Telling[] {
  const told = release.gates.flatMap(({ findings }) =>
    findings.map((finding) => ({
      ...finding,
      about: release.release,
      kind: 'release' as const,
      justification: finding.severity === 'waived' ? justify(finding, release) : null,
    })),
  );
  return [...told, ...unexplained('release', release.release, release.verdict, told)];
}

function justify({ code, subject }: FindingReport, { waivers }: ReleaseReport): string | null {
  const lifting = waivers.filter(
    ({ state, rule, lifts }) => state === 'used' && rule === code && lifts.includes(subject),
  );
  return lifting[0]?.message ?? null;
}

export function tellGovernance({ release, verdict, findings, changed }: GovernanceReport): Telling[] {
  const about = release ?? 'governance';
  const place = { file: changed.find((path) => !path.endsWith('/')) ?? null, line: null, column: null };
  const told = findings.map((finding) => ({
    ...{ ...finding, ...place, about, subject: '', kind: 'change' as const, justification: null },
  }));
  return [...told, ...unexplained('change', about, verdict, told)];
}

function toldOf({ release, hint, ...error }: ErrorReport, kind: 'error' | 'unsettled'): Telling {
  const severity = kind === 'error' ? 'block' : 'wait';
  return { ...error, about: release, kind, severity, remedy: hint ?? '', subject: '', justification: null };
}

/** Where no finding says why (no gate had anything to look at), the verdict itself is told. */
function unexplained(
  kind: Telling['kind'],
  about: string,
  verdict: string,
  told: readonly Telling[],
): Telling[] {
  const severity = verdict === 'blocked' ? 'block' : verdict === 'inconclusive' ? 'wait' : null;
  if (severity === null || told.some((one) => one.severity === severity)) return [];
  return [
    {
      ...{ about, severity, kind, code: `verdict.${verdict}`, subject: '', justification: null },
      message: `The verdict is ${verdict}, although no rule found anything: no gate says that it may go`,
      remedy: 'Look at its gates: pnpm gate explain names what each rule looked at.',
      ...{ file: null, line: null, column: null },
    },
  ];
}
