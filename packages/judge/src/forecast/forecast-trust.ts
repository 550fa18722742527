import type { TrustRoot } from '@gatehouse/contracts';
import type { ForecastEvent } from '@gatehouse/report';
import { parsePublicKey } from '@gatehouse/signoff';
import { daysAfter, daysBetween } from './days.ts';

type KeyEntry = TrustRoot['principals'][string]['keys'][number];

/** Keys and delegations of a trust root that end within so many days, whether or not a release rests on them. */
export function forecastTrust(root: TrustRoot, now: string, days: number): ForecastEvent[] {
  const endings = [...keyEndings(root), ...delegationEndings(root)];
  return endings.flatMap(({ until, ...event }) => {
    // `until` is the last day on which it holds.
    const inDays = daysBetween(now, until) + 1;
    if (inDays < 1 || inDays > days) return [];
    const date = daysAfter(now, inDays).slice(0, 10);
    return [{ date, in_days: inDays, release: null, ...event, change: null, findings: [] }];
  });
}

interface Ending {
  until: string;
  code: string;
  title: string;
  causes: string[];
}

function keyEndings({ principals }: TrustRoot): Ending[] {
  return Object.entries(principals).flatMap(([id, { keys }]) =>
    keys.flatMap((entry): Ending[] => {
      const until = untilOf(entry);
      if (until === null) return [];
      const isLast = keys.every((other) => (untilOf(other) ?? '9999-12-31') <= until);
      const then = isLast ? `; ${id} then has no key` : '';
      const cause = `the key ${fingerprintOf(entry)} of ${id} ends on ${until}${then}`;
      return [{ until, code: 'trust.key_ends', title: 'A key ends', causes: [cause] }];
    }),
  );
}

function delegationEndings({ delegations = [] }: TrustRoot): Ending[] {
  return delegations.map(({ from, to, role, path, until }) => ({
    until,
    code: 'trust.delegation_ends',
    title: 'A delegation ends',
    causes: [`${role} is lent by ${from} to ${to} for ${path} until ${until}`],
  }));
}

function untilOf(entry: KeyEntry): string | null {
  return typeof entry === 'string' ? null : (entry.until ?? null);
}

function fingerprintOf(entry: KeyEntry): string {
  if (typeof entry === 'string') return parsePublicKey(entry).fingerprint;
  return 'ssh' in entry ? parsePublicKey(entry.ssh).fingerprint : entry.fingerprint;
}
