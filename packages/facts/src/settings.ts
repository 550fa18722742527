import {
  GatehouseError,
  type Lock,
  type Settings,
  type Validate,
  validateLock,
  validateSettings,
  violations,
} from '@gatehouse/contracts';
import { readYaml, type YamlFile } from './read-yaml.ts';
import { schemaError } from './schema-error.ts';
import type { TreeSource } from './tree-source.ts';

/** What makes a repository one whose engine lies outside of it. */
export const settingsPath = 'gatehouse.yaml';

/** The engine, policies and plugins that such a repository pins. */
export const lockPath = 'gatehouse.lock';

/** Where promotions go unless `gatehouse.yaml` says otherwise. */
export const usualTarget = 'main';

/** `gatehouse.yaml` of a tree; null where there is none. Throws `input.schema`, and what `readYaml` throws. */
export async function readSettings(source: TreeSource): Promise<Settings | null> {
  const read = await readFile<Settings>(source, settingsPath, validateSettings);
  for (const [index, pattern] of (read?.value.governed ?? []).entries()) {
    if (isGovernable(pattern)) continue;
    throw new GatehouseError(
      'input.schema',
      `${settingsPath}: ${JSON.stringify(pattern)} names no file and no folder`,
      {
        hint: 'List files by their whole path (deploy/gate.sh), folders with all that is in them (deploy/**).',
        place: read?.yaml.locate(['governed', index]) ?? {},
      },
    );
  }
  return read?.value ?? null;
}

/** `gatehouse.lock` of a tree; null where there is none. Throws `input.schema`, and what `readYaml` throws. */
export async function readLock(source: TreeSource): Promise<Lock | null> {
  return (await readFile<Lock>(source, lockPath, validateLock))?.value ?? null;
}

async function readFile<T>(
  source: TreeSource,
  path: string,
  validate: Validate,
): Promise<{ value: T; yaml: YamlFile } | null> {
  const bytes = await source.read(path, 64 * 1024);
  if (bytes === null) return null;
  const yaml = readYaml(bytes, path);
  const found = violations(validate, yaml.value);
  if (found.length > 0) throw schemaError(found, yaml);
  return { value: yaml.value as T, yaml };
}

// A pattern that matches nothing would leave open what its author believes to be closed.
function isGovernable(pattern: string): boolean {
  const names = pattern.replace(/\/\*\*$/, '').split('/');
  return names.every((name) => /^[^*?[\]\\\u0000-\u001f]+$/.test(name) && !/^\.{1,2}$/.test(name));
}
