import type { DecisionStatus } from '@gatehouse/contracts';
import type { ErrorReport, FindingReport, Verdict } from './check-report.ts';

/** What `gate forecast` says: what turns red by itself, while nobody changes anything. */
export interface ForecastReport {
  schema: 'gatehouse/forecast-report@1';
  base: string;
  head: string | null;
  policy_digest: string;
  /** The moment that is day 0. */
  evaluated_at: string;
  /** So many days ahead were judged, each. */
  days: number;
  releases: ForecastRelease[];
  /** By day, then release, then code. */
  events: ForecastEvent[];
  /** Releases that can not be judged, and so not be forecast. */
  errors: ErrorReport[];
}

export interface ForecastRelease {
  /** `<name>/<version>` */
  release: string;
  /** Whether it is on the base as it is. */
  promoted: boolean;
  /** Today's verdict first, then each day on which it changes. */
  verdicts: { date: string; in_days: number; verdict: Verdict }[];
}

export interface ForecastEvent {
  /** The first day (UTC) on which it is so. */
  date: string;
  in_days: number;
  /** null: the trust root itself. */
  release: string | null;
  /** A rule, or `trust.key_ends`, `trust.delegation_ends`. */
  code: string;
  title: string;
  /** The status of the rule before and from that day; null where there is no rule. */
  change: { from: DecisionStatus; to: DecisionStatus } | null;
  /** What ends or begins on that day, as far as it is not in the findings. */
  causes: string[];
  /** What is found from that day on, and was not before. */
  findings: FindingReport[];
}
