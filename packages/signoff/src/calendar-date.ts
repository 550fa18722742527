import { GatehouseError } from '@gatehouse/contracts';

/** Whether `text` is a day of the calendar, written as `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const time = new Date(`${text}T00:00:00Z`);
  // JavaScript takes the 31st of June for the 1st of July; only real days survive the way back.
  return !Number.isNaN(time.getTime()) && dateOf(time) === text;
}

/**
 * Whether `until`, the last day on which something holds (null: for ever), has passed. Throws `internal` unless both
 * are calendar dates: compared as text, anything else could make what is over look as if it still held.
 */
export function isOver(until: string | null, today: string): boolean {
  const odd = [today, until ?? today].find((date) => !isCalendarDate(date));
  if (odd !== undefined)
    throw new GatehouseError('internal', `${JSON.stringify(odd)} is not a calendar date`);
  return until !== null && until < today;
}

/** The last whole day (UTC) before a moment: the last on which a thing that ends at that moment holds throughout. */
export function lastDayBefore(moment: Date): string {
  const day = 24 * 60 * 60 * 1000;
  return dateOf(new Date(moment.getTime() - day));
}

/** The earlier of two last days; null: never. */
export function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** The day (UTC) of a moment in seconds since 1970, as a commit writes it; null for one that no calendar has. */
export function dayOf(seconds: string): string | null {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.getTime()) || time.getUTCFullYear() > 9999 ? null : dateOf(time);
}

function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
