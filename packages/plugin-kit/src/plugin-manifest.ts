import {
  GatehouseError,
  type PluginManifest,
  validatePluginManifest,
  violations,
} from '@gatehouse/contracts';
import { deriveConfigSchema } from './derive-config-schema.ts';
import { openConfigProject } from './plugin-project.ts';
import { digestPluginSources } from './plugin-sources.ts';
import { readPluginObject } from './read-plugin-object.ts';

/** What dist/plugin.json says, from a plugin's sources alone (see readPluginSources). Runs none of its code. */
export function makePluginManifest(files: Record<string, Uint8Array>): PluginManifest {
  const project = openConfigProject(files);
  const { name, version } = readPackage(files);
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

function readPackage(files: Record<string, Uint8Array>): { name: string; version: string } {
  const { name, version } = JSON.parse(new TextDecoder().decode(files['package.json']));
  if (typeof name === 'string' && name.startsWith(scope)) return { name: name.slice(scope.length), version };
  throw new GatehouseError('plugin.config', `a plugin's package must be called ${scope}<name>`, {
    place: { file: 'package.json' },
  });
}

/** The packages that stay outside of the bundle: native and wasm packages must be loaded from where they lie. */
export function externalPackages(files: Record<string, Uint8Array>): string[] {
  const { dependencies = {} } = JSON.parse(new TextDecoder().decode(files['package.json']));
  return Object.keys(dependencies).filter((name) => !name.startsWith('@gatehouse/'));
}
