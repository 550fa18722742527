import { GatehouseError, type Violation } from '@gatehouse/contracts';
import type { YamlFile } from './read-yaml.ts';

/** Every violation as one error (`input.schema`), each with its line and column. `found`: at least one. */
export function schemaError(found: readonly Violation[], yaml: YamlFile): GatehouseError {
  const errors = found.map(
    ({ at, message, hint }) =>
      new GatehouseError('input.schema', message, {
        place: yaml.locate(at),
        ...(hint === undefined ? {} : { hint }),
      }),
  );
  const [first, ...others] = errors as [GatehouseError, ...GatehouseError[]];
  return new GatehouseError(first.code, first.message, { hint: first.hint, place: first.place, others });
}
