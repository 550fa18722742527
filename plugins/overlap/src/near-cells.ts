import type { Tolerance } from './config.ts';

/**
 * SQL that finds values within a tolerance by equality: the line of numbers is cut into cells so wide that the range
 * around a value of the hold-out reaches into two of them, rarely more. The value of training is in one of these cells.
 */
export interface Cells {
  /** The smallest and the largest value that is near: decimals that are exactly at the tolerance are. */
  low: string;
  high: string;
  /** The cell of a value of training. */
  cell: string;
  /** The cells that the range reaches into. */
  cells: string;
}

// Of what is rounded to float64: the value, the tolerance, and the other value.
const rounding = 2 ** -51;
const largest = Number.MAX_VALUE;
const cellWidth = 4;
const padding = 0.5;

/** @param x SQL of a finite float64 */
export function cellsOf(x: string, { absolute, relative }: Required<Tolerance>): Cells {
  const distance = `greatest(${sql(absolute)}, abs(${x}) * ${sql(relative)})`;
  const slack = `(${distance} + ${sql(rounding)} * abs(${x}) + ${sql(rounding)} * ${distance})`;
  const low = `greatest(${x} - ${slack}, ${sql(-largest)})`;
  const high = `least(${x} + ${slack}, ${sql(largest)})`;
  const at = (value: string) => positionOf(value, { absolute, relative });
  const cellAt = (position: string) => `floor(${position} / ${cellWidth})::BIGINT`;
  return {
    low,
    high,
    cell: cellAt(at(x)),
    cells: `range(${cellAt(`(${at(low)} - ${padding})`)}, ${cellAt(`(${at(high)} + ${padding})`)} + 1)`,
  };
}

// In units of the tolerance: it rises evenly as far as `absolute` counts, and with the logarithm from there on. Padding
// covers how far rounding moves it: positions stay below 2^51.
function positionOf(value: string, { absolute, relative }: Required<Tolerance>): string {
  const unit = Math.max(absolute, 1e-290);
  const share = Math.max(relative, 2 ** -40);
  const turn = Math.min(unit / share, largest);
  const size = `abs(${value})`;
  const beyond = `sign(${value}) * (1 + ln(greatest(${size}, ${sql(Number.MIN_VALUE)})) - ${sql(Math.log(turn))}) / ${sql(share)}`;
  return `(CASE WHEN ${size} <= ${sql(turn)} THEN (${value}) / ${sql(unit)} ELSE ${beyond} END)`;
}

function sql(value: number): string {
  return `${value.toExponential()}::DOUBLE`;
}
