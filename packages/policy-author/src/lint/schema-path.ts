interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
}

/** Whether a JSON Schema without references knows a path: names of fields; an item of a list needs no step. */
export function hasSchemaPath(schema: object, steps: readonly string[]): boolean {
  return below(schema as Schema, steps);
}

function below(schema: Schema, steps: readonly string[]): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  const own = schema.properties?.[step];
  const more = schema.additionalProperties;
  const next = [
    ...(own ? [() => below(own, rest)] : []),
    ...(typeof more === 'object' ? [() => below(more, rest)] : []),
    ...(schema.items ? [() => below(schema.items as Schema, steps)] : []),
    ...[...(schema.anyOf ?? []), ...(schema.allOf ?? [])].map((one) => () => below(one, steps)),
  ];
  return next.some((one) => one());
}
