import { posix } from 'node:path';
import { GatehouseError, type Release, validateRelease, violations } from '@gatehouse/contracts';
import { governancePath } from '@gatehouse/signoff';
import { readYaml, type YamlFile } from './read-yaml.ts';
import { referencedFiles } from './referenced-files.ts';
import { schemaError } from './schema-error.ts';

/** A release.yaml that was read and fits its schema. */
export interface ReleaseFile {
  release: Release;
  locate: YamlFile['locate'];
}

/** release.yaml may be this large at the most. */
export const releaseLimit = 1024 * 1024;

/**
 * Reads `<folder>/release.yaml`. Throws `input.yaml`, `input.schema` (every violation, each with line and column)
 * and `input.release_path` when name or version are not those of its folder.
 */
export function readRelease(bytes: Uint8Array, folder: string): ReleaseFile {
  const file = `${folder}/release.yaml`;
  const yaml = readYaml(bytes, file);
  const found = violations(validateRelease, yaml.value);
  if (found.length > 0) throw schemaError(found, yaml);
  const release = yaml.value as Release;
  const expected = `releases/${release.name}/${release.version}`;
  if (expected !== folder) {
    throw new GatehouseError('input.release_path', `${file} says it is ${release.name} ${release.version}`, {
      hint: `Move it to ${expected}/, or correct name and version.`,
      place: yaml.locate(['name']),
    });
  }
  if (release.name === governancePath) throw reservedName(yaml);
  refuseDuplicateIds(release, yaml);
  refuseOutcome(release, folder, yaml);
  return { release, locate: yaml.locate };
}

// Sign-offs of governed files are for `governance/<version>`.
function reservedName(yaml: YamlFile): GatehouseError {
  return new GatehouseError('input.release_path', `a release can not be called ${governancePath}`, {
    hint: 'The name stands for changes of trust root, policies, plugins and engine. Choose another.',
    place: yaml.locate(['name']),
  });
}

// outcome.yaml may change after the promotion, so nothing that is judged can rest on it.
function refuseOutcome(release: Release, folder: string, yaml: YamlFile): void {
  for (const { path, at } of referencedFiles(release)) {
    if (posix.join(folder, path) !== `${folder}/outcome.yaml`) continue;
    throw new GatehouseError(
      'input.path',
      'outcome.yaml is told after the promotion: a release can not rest on it',
      {
        hint: 'Put what it refers to into a file of another name.',
        place: yaml.locate(at),
      },
    );
  }
}

// Validations and evidence are looked up by id: two of one id would hide one of them.
function refuseDuplicateIds(release: Release, yaml: YamlFile): void {
  for (const part of ['validations', 'evidence'] as const) {
    const ids = new Set<string>();
    for (const [index, { id }] of (release[part] ?? []).entries()) {
      if (ids.has(id)) {
        throw new GatehouseError('input.schema', `\`${part}\` has the id ${id} twice`, {
          hint: 'Give each its own id.',
          place: yaml.locate([part, index, 'id']),
        });
      }
      ids.add(id);
    }
  }
}
