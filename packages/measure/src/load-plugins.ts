import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GatehouseError,
  type PluginManifest,
  validatePluginManifest,
  violations,
} from '@gatehouse/contracts';
import type { Base } from '@gatehouse/facts';
import { readProgram } from '@gatehouse/plugin-build';
import type { Machine } from './machine.ts';

/** A plugin that may be run: of this engine, and from the sources that the base vouches for. */
export interface RunnablePlugin {
  manifest: PluginManifest;
  directory: string;
}

/**
 * Finds the engine's own plugin and requires that its sources are those that the base has: a plugin that only the head
 * has is never run. Throws `plugin.unknown`, `plugin.differs`, `plugin.config`, `config.engine`.
 */
export async function loadPlugin(machine: Machine, base: Base, name: string): Promise<RunnablePlugin> {
  const vouched = await base.plugin(name);
  if (vouched === null) {
    throw new GatehouseError('plugin.unknown', `the base has no plugin ${JSON.stringify(name)}`, {
      hint: 'Correct the name, or land the plugin on main first: a plugin of the head is never run.',
    });
  }
  const plugin = await findPlugin(join(machine.home, 'plugins', name), name);
  if (plugin.manifest.digest === vouched.digest) return plugin;
  throw new GatehouseError(
    'plugin.differs',
    `the plugin ${name} of this engine is not the one that the base has`,
    {
      hint: 'Land changes of a plugin on main first, and run pnpm build: evidence of another plugin would not count.',
      place: { file: `plugins/${name}` },
    },
  );
}

async function findPlugin(folder: string, name: string): Promise<RunnablePlugin> {
  const program = readProgram(folder);
  if (program) return { manifest: program, directory: folder };
  const directory = join(folder, 'dist');
  return { manifest: await readManifest(directory, name), directory };
}

async function readManifest(directory: string, name: string): Promise<PluginManifest> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(join(directory, 'plugin.json'), 'utf8'));
  } catch (cause) {
    throw new GatehouseError('config.engine', `the plugin ${name} is not built here`, {
      hint: 'Run pnpm build.',
      cause,
    });
  }
  if (violations(validatePluginManifest, value).length === 0) return value as PluginManifest;
  throw new GatehouseError('config.engine', `the build of the plugin ${name} is damaged`, {
    hint: 'Run pnpm build.',
  });
}
