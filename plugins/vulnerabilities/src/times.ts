import { PluginError, secondsOf } from '@gatehouse/plugin-kit';
import type { About } from './scan.ts';

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
