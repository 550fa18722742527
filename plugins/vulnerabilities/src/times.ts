import { PluginError } from '@gatehouse/plugin-kit';
import type { About } from './scan.ts';

const iso = /^(\d{4})-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Seconds since 1970 UTC; undefined for what is no full date with a zone, and for the zero date of Go. */
export function secondsOf(date: string | undefined): number | undefined {
  const [, year] = iso.exec(date ?? '') ?? [];
  const milliseconds = Date.parse(date ?? '');
  return year === undefined || Number(year) < 1990 || Number.isNaN(milliseconds)
    ? undefined
    : Math.floor(milliseconds / 1000);
}

/**
 * How old the database of a scanner was when it scanned, in days; undefined where a report does not say both. Throws
 * PluginError `contradiction` for one that was built more than a day later: clocks differ by less.
 */
export function databaseAge({ scanned_at, database_built }: About, shown: string): number | undefined {
  const [scanned, built] = [secondsOf(scanned_at), secondsOf(database_built)];
  if (scanned === undefined || built === undefined) return undefined;
  const days = (scanned - built) / 86_400;
  if (days >= -1) return Math.max(0, days);
  throw new PluginError(
    'contradiction',
    `${shown} was written at ${scanned_at} with a database that was built later, at ${database_built}`,
    'Scan again on a machine whose clock is right.',
  );
}
