import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  GatehouseError,
  type PluginManifest,
  type PluginProgram,
  validatePluginProgram,
  violations,
} from '@gatehouse/contracts';
import { defaultLimits } from './define-plugin.ts';
import { digestPluginSources, programFile, readPluginSources } from './plugin-sources.ts';
import { readSourceJson } from './read-source-json.ts';

/**
 * The manifest of the plugin in `folder` if it is a program of any language (it has a plugin.json), else null. There
 * is nothing to build: the digest is that of the files as they lie there. Throws GatehouseError `plugin.config`.
 */
export function readProgram(folder: string): PluginManifest | null {
  if (!existsSync(join(folder, programFile))) return null;
  const manifest = makeProgramManifest(readPluginSources(folder));
  if (manifest.name === basename(folder)) return manifest;
  throw unusable(
    `its name is ${manifest.name}, and its folder is called ${basename(folder)}`,
    'Let them agree.',
  );
}

/** What plugin.json among a program's files (see readPluginSources) says, as a manifest. Runs nothing. */
export function makeProgramManifest(files: Record<string, Uint8Array>): PluginManifest {
  const { name, version, summary, command, config, capabilities = [], limits } = parseProgram(files);
  return {
    schema: 'gatehouse/plugin@1',
    name,
    version,
    digest: digestPluginSources(files),
    summary,
    command,
    config,
    capabilities,
    limits: { ...defaultLimits, ...limits },
  };
}

/** plugin.json, checked. Throws GatehouseError `plugin.config`. */
export function parseProgram(files: Record<string, Uint8Array>): PluginProgram {
  const value = readSourceJson(files, programFile);
  const [first] = violations(validatePluginProgram, value);
  if (first) throw unusable(first.message, first.hint);
  const program = value as PluginProgram;
  if (program.command[0] === 'node')
    throw unusable(
      '`node` runs plugins of the kit',
      'Write src/plugin.ts and package.json instead of plugin.json.',
    );
  // A misspelt field would be ignored, and something else measured than was asked for.
  const { type, additionalProperties, unevaluatedProperties } = program.config as Record<string, unknown>;
  if (type !== 'object' || (additionalProperties ?? unevaluatedProperties) !== false)
    throw unusable(
      'its `config` must describe an object without other fields',
      'Give it `"type": "object"` and `"additionalProperties": false`.',
    );
  return program;
}

function unusable(why: string, hint?: string): GatehouseError {
  return new GatehouseError('plugin.config', `${programFile} can not be used: ${why}`, {
    hint,
    place: { file: programFile },
  });
}
