import {
  digestPluginSources,
  GatehouseError,
  type PluginManifest,
  validatePluginManifest,
  violations,
} from '@gatehouse/contracts';
import { deriveConfigSchema } from './derive-config-schema.ts';
import { openConfigProject } from './plugin-project.ts';
import { readPluginObject } from './read-plugin-object.ts';
import { readSourceJson } from './read-source-json.ts';

/** What dist/plugin.json says, from a plugin's sources alone (see readPluginSources). Runs none of its code. */
export function makePluginManifest(files: Record<string, Uint8Array>): PluginManifest {
  const project = openConfigProject(files);
  const { name, version } = identify(files);
  const manifest = {
    schema: 'gatehouse/plugin@1',
    name,
    version,
    digest: digestPluginSources(files),
    ...readPluginObject(project),
    command: ['node', 'main.mjs'],
    config: deriveConfigSchema(project),
  };
  const [first] = violations(validatePluginManifest, manifest);
  if (!first) return manifest as PluginManifest;
  throw new GatehouseError('plugin.config', `the plugin's description: ${first.message}`, {
    hint: first.hint,
    place: { file: 'src/plugin.ts' },
  });
}

const scope = '@gatehouse-plugin/';

function identify(files: Record<string, Uint8Array>): { name: string; version: string } {
  const { name, version } = readPackage(files);
  if (typeof name === 'string' && name.startsWith(scope))
    return { name: name.slice(scope.length), version: version as string };
  throw new GatehouseError('plugin.config', `a plugin's package must be called ${scope}<name>`, {
    place: { file: 'package.json' },
  });
}

/** The packages that stay outside of the bundle: native and wasm packages must be loaded from where they lie. */
export function externalPackages(files: Record<string, Uint8Array>): string[] {
  return dependenciesOf(files).filter((name) => !name.startsWith('@gatehouse/'));
}

/** The names of all packages that a plugin depends on. Throws GatehouseError `plugin.config`. */
export function dependenciesOf(files: Record<string, Uint8Array>): string[] {
  return Object.keys(readPackage(files).dependencies ?? {});
}

interface Package {
  name?: unknown;
  version?: unknown;
  dependencies?: object | null;
}

function readPackage(files: Record<string, Uint8Array>): Package {
  return (readSourceJson(files, 'package.json') ?? {}) as Package;
}
