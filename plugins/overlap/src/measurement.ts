import type { Measured } from '@gatehouse/plugin-kit';

export type Measurement = Measured['measurements'][number];

export function measurement(
  metric: string,
  value: number,
  n: number,
  labels: Record<string, string> = {},
): Measurement {
  return { metric, value, n, labels };
}

/** @param why there is no share, where there is no row */
export function share(metric: string, count: number, rows: number, why = 'there are no rows'): Measurement {
  if (rows === 0) return { metric, value: null, n: 0, labels: {}, note: why };
  return measurement(metric, count / rows, rows);
}
