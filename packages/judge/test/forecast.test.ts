import type { TrustRoot } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { daysAfter, daysBetween } from '../src/forecast/days.ts';
import { forecastTrust } from '../src/forecast/forecast-trust.ts';

const now = '2026-11-24T23:30:00Z';

test('days are those of UTC, over ends of months and years', () => {
  expect(daysAfter(now, 0)).toBe(now);
  expect(daysAfter(now, 7)).toBe('2026-12-01T23:30:00Z');
  expect(daysAfter('2027-12-31T00:00:00Z', 1)).toBe('2028-01-01T00:00:00Z');
  expect(daysBetween(now, '2026-11-25')).toBe(1);
  expect(daysBetween(now, '2026-11-24')).toBe(0);
  expect(daysBetween('2028-02-28', '2028-03-01T23:59:59Z')).toBe(2);
});

const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';

const rootWith = (until: string | null) =>
  ({
    principals: { ada: { keys: [until === null ? key : { ssh: key, until }] } },
    delegations: [{ from: 'ada', to: 'bea', role: 'risk', path: 'releases/**', until: '2026-11-30' }],
  }) as unknown as TrustRoot;

const codes = (root: TrustRoot, days: number) =>
  forecastTrust(root, now, days).map(({ code, date, in_days }) => [code, date, in_days]);

test('a key and a delegation end on the day after their last', () => {
  expect(codes(rootWith('2026-11-24'), 30)).toEqual([
    ['trust.key_ends', '2026-11-25', 1],
    ['trust.delegation_ends', '2026-12-01', 7],
  ]);
  expect(codes(rootWith('2026-11-24'), 6)).toEqual([['trust.key_ends', '2026-11-25', 1]]);
  expect(codes(rootWith(null), 6)).toEqual([]);
  // What has ended already is told by what it is needed for.
  expect(codes(rootWith('2026-11-23'), 6)).toEqual([]);
});

test('the last key of somebody is said to be', () => {
  const [event] = forecastTrust(rootWith('2026-11-26'), now, 6);
  expect(event?.causes).toEqual([
    expect.stringMatching(/^the key SHA256:\S+ of ada ends on 2026-11-26; ada then has no key$/),
  ]);
});
