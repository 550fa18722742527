import { timeOf } from '@gatehouse/contracts';

const day = 24 * 60 * 60 * 1000;

/** The same time of day, some days later: a time as facts have it. */
export function daysAfter(now: string, days: number): string {
  return timeOf(new Date(Date.parse(now) + days * day));
}

/** Whole days between two dates or times of facts, counted by their dates in UTC. */
export function daysBetween(from: string, to: string): number {
  const midnight = (time: string) => Date.parse(`${time.slice(0, 10)}T00:00:00Z`);
  return Math.round((midnight(to) - midnight(from)) / day);
}
