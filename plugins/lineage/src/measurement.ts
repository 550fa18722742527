import type { Measured } from '@gatehouse/plugin-kit';

export type Measurement = Measured['measurements'][number];

export function count(metric: string, value: number, n: number): Measurement {
  return { metric, value, n, labels: {} };
}

/** A count of what is wrong: none found among none looked at is not good news, so it is null with the note `empty`. */
export function counted(metric: string, value: number, n: number, empty: string): Measurement {
  return n === 0 ? { metric, value: null, n, labels: {}, note: empty } : count(metric, value, n);
}
