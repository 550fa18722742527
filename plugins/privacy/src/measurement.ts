import type { Measured } from '@gatehouse/plugin-kit';

export type Measurement = Measured['measurements'][number];

/** What one part of the plugin has measured. */
export interface Part {
  measurements: Measurement[];
  details: Record<string, unknown>;
}

/** A measurement; null needs a note. */
export function measurement(
  metric: string,
  value: number | null,
  n: number,
  labels: Record<string, string> = {},
  note?: string,
): Measurement {
  return { metric, value, n, labels, ...(note === undefined ? {} : { note }) };
}

/** To 12 digits: what should be 3 is not to fail a bound of 3 by its last bit. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
