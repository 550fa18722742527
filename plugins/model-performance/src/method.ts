/** How a metric is computed, as evidence says it. `varies`: it is another number on each run. */
export function method(definition: string, parameters: Record<string, unknown> = {}, varies?: 'varies') {
  return varies ? { definition, parameters, varies: true as const } : { definition, parameters };
}
