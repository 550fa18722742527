import type { Spot } from './places.ts';

/** Something that a policy must not have. */
export interface PolicyProblem {
  /** `policy.<reason>` */
  code: string;
  /** Relative to the policies folder. */
  file: string;
  line: number;
  column: number;
  message: string;
  remedy: string;
}

export function problem(
  code: string,
  file: string,
  { line, column }: Spot,
  message: string,
  remedy: string,
): PolicyProblem {
  return { code: `policy.${code}`, file, line, column, message, remedy };
}

export const start: Spot = { line: 1, column: 1 };
