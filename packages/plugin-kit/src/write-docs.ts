import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatehouseError, type PluginManifest } from '@gatehouse/contracts';
import { parse } from 'yaml';
import { checkConfig } from './check-config.ts';
import { documentPlugin } from './document-plugin.ts';
import { makePluginManifest } from './plugin-manifest.ts';
import { openPluginProject } from './plugin-project.ts';
import { readPluginSources } from './plugin-sources.ts';
import { parseProgram, readProgram } from './program-manifest.ts';
import { type MethodText, readMethods } from './read-methods.ts';
import { RunFailure } from './run-failure.ts';

/**
 * Writes README.md of the plugin in `folder`, or with `check` only compares it; what stands in notes.md becomes a part of
 * it. Throws GatehouseError `plugin.config`
 * if it is stale, if example.yaml (a configuration of the plugin) is missing or does not fit the schema, or if the
 * sources name no method.
 */
export async function writePluginDocs(folder: string, { check }: { check: boolean }): Promise<void> {
  const { manifest, methods } = describe(folder);
  const example = await readExample(folder, manifest);
  if (methods.length === 0)
    fail(
      'src/plugin.ts',
      'no metric says how it is computed',
      "Write methods as `metric: { definition: '…' }`.",
    );
  const notes = join(folder, 'notes.md');
  const text = documentPlugin(
    manifest,
    methods,
    example,
    existsSync(notes) ? readFileSync(notes, 'utf8') : undefined,
  );
  const path = join(folder, 'README.md');
  const stale = !existsSync(path) || readFileSync(path, 'utf8') !== text;
  if (stale && check) fail('README.md', 'the README is stale', 'Run `pnpm run docs`.');
  if (stale) writeFileSync(path, text);
}

function describe(folder: string): { manifest: PluginManifest; methods: MethodText[] } {
  const program = readProgram(folder);
  const files = readPluginSources(folder);
  if (!program)
    return { manifest: makePluginManifest(files), methods: readMethods(openPluginProject(files)) };
  const methods = Object.entries(parseProgram(files).methods).map(([metric, definition]) => ({
    metric,
    definition,
  }));
  return { manifest: program, methods: methods.sort((a, b) => (a.metric < b.metric ? -1 : 1)) };
}

async function readExample(folder: string, manifest: PluginManifest): Promise<string> {
  const path = join(folder, 'example.yaml');
  if (!existsSync(path))
    fail('example.yaml', 'a plugin must have an example of its configuration', 'Write example.yaml.');
  const text = readFileSync(path, 'utf8');
  try {
    await checkConfig(manifest, parse(text));
  } catch (error) {
    if (error instanceof RunFailure || (error as Error).name === 'YAMLParseError')
      fail('example.yaml', (error as Error).message);
    throw error;
  }
  return text;
}

function fail(file: string, message: string, hint?: string): never {
  throw new GatehouseError('plugin.config', message, { hint, place: { file } });
}
