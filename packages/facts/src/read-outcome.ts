import { GatehouseError, type Outcome, validateOutcome, violations } from '@gatehouse/contracts';
import { readYaml, type YamlFile } from './read-yaml.ts';
import { schemaError } from './schema-error.ts';
import type { TreeSource } from './tree-source.ts';

const outcomeLimit = 256 * 1024;

/**
 * Reads `<folder>/outcome.yaml`; null where there is none. Throws `input.yaml`, `input.schema` (every violation, each
 * with line and column; ids that are there twice) and `input.release_path` when name or version are not its folder's.
 */
export async function readOutcome(source: TreeSource, folder: string): Promise<Outcome | null> {
  const file = `${folder}/outcome.yaml`;
  const bytes = await source.read(file, outcomeLimit);
  if (bytes === null) return null;
  const yaml = readYaml(bytes, file);
  const found = violations(validateOutcome, yaml.value);
  if (found.length > 0) throw schemaError(found, yaml);
  const outcome = yaml.value as Outcome;
  if (`releases/${outcome.name}/${outcome.version}` !== folder) {
    throw new GatehouseError(
      'input.release_path',
      `${file} says it is of ${outcome.name} ${outcome.version}`,
      {
        hint: 'Correct name and version, or put it beside the release that it tells of.',
        place: yaml.locate(['name']),
      },
    );
  }
  refuseTwins(outcome, yaml);
  return outcome;
}

// A later release addresses incidents and learnings by their ids: two of one id would be addressed at once.
function refuseTwins(outcome: Outcome, yaml: YamlFile): void {
  const ids = new Set<string>();
  for (const part of ['incidents', 'learnings'] as const) {
    for (const [index, { id }] of (outcome[part] ?? []).entries()) {
      if (ids.has(id)) {
        throw new GatehouseError('input.schema', `the outcome has the id ${id} twice`, {
          hint: 'Give each incident and each learning its own id.',
          place: yaml.locate([part, index, 'id']),
        });
      }
      ids.add(id);
    }
  }
}
