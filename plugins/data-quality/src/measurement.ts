import type { Measured } from '@gatehouse/plugin-kit';

export type Measurement = Measured['measurements'][number];

export function measurement(
  metric: string,
  labels: Record<string, string>,
  n: number,
  value: number | null,
  note?: string,
): Measurement {
  return note === undefined ? { metric, value, n, labels } : { metric, value, n, labels, note };
}
