/** How a metric is computed, as evidence says it. */
export function method(definition: string, parameters: Record<string, unknown> = {}) {
  return { definition, parameters };
}
