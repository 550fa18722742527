import type { Measured } from './define-plugin.ts';

type Method = Measured['methods'][string];

/**
 * How a metric is computed: its definition, the parameters of this run (one that is undefined is left out), and
 * 'varies' where two runs over the same bytes rightly differ, such as a time. The README of a plugin is made from these
 * calls, so that the definition has to stand in the call, as text.
 */
export function method(
  definition: string,
  parameters: Record<string, unknown> = {},
  varies?: 'varies',
): Method {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return { definition, parameters: Object.fromEntries(given), ...(varies && { varies: true as const }) };
}
