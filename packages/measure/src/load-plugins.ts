import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  GatehouseError,
  type Lock,
  type PluginManifest,
  programFile,
  validatePluginManifest,
  violations,
} from '@gatehouse/contracts';
import type { Base } from '@gatehouse/facts';
import { readProgram } from '@gatehouse/plugin-build';
import type { Machine } from './machine.ts';
import { integrityFile, integrityOf } from './package-integrity.ts';

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
      hint: 'Correct the name, or land the plugin on the target branch first: a plugin of the head is never run.',
    });
  }
  const own = await ownProgram(machine, base, name);
  if (own !== null) {
    // Never a build of it: that is only its own word.
    const manifest = readProgram(own);
    if (manifest?.digest === vouched.digest) return { manifest, directory: own };
    throw differs(name, 'of this work tree', 'Land changes of a plugin on the target branch first');
  }
  const folder = whereIs(machine, name);
  await requireLockedPackage(folder, base);
  const plugin = await findPlugin(folder, name);
  if (plugin.manifest.digest === vouched.digest) return plugin;
  throw differs(
    name,
    'of this engine',
    'Land changes of a plugin on the target branch first, and run pnpm build',
  );
}

function differs(name: string, which: string, how: string): GatehouseError {
  return new GatehouseError(
    'plugin.differs',
    `the plugin ${name} ${which} is not the one that the base has`,
    {
      hint: `${how}: evidence of another plugin would not count.`,
      place: { file: `plugins/${name}` },
    },
  );
}

// A program is measured with as its files lie there, and only those that its digest counts; a build is its own word.
async function ownProgram({ ownPlugins }: Machine, base: Base, name: string): Promise<string | null> {
  const isOwn = (await base.source.kind(`plugins/${name}/${programFile}`)) === 'file';
  if (ownPlugins === undefined || !isOwn || (await base.lock()) === null) return null;
  return join(ownPlugins, name);
}

/** The first folder that has it; the engine's own, to say that it is not built, where none has. */
function whereIs({ pluginFolders }: Machine, name: string): string {
  const folders = pluginFolders.map((one) => join(one, name));
  const found = folders.find(
    (one) => existsSync(join(one, 'package.json')) || existsSync(join(one, programFile)),
  );
  return found ?? (folders[0] as string);
}

// What measures is, byte for byte, what the base pins: a plugin's own word for its digest is not enough.
async function requireLockedPackage(folder: string, base: Base): Promise<void> {
  const lock = await base.lock();
  if (lock === null) return;
  const root = dirname(dirname(folder));
  const { measuring } = lock;
  if (measuring === undefined || !existsSync(join(root, integrityFile))) throw notInstalled(measuring);
  if ((await integrityOf(root)) === measuring.integrity) return;
  throw new GatehouseError(
    'plugin.differs',
    `the plugins in ${root} are not those that gatehouse.lock pins`,
    {
      hint: `Install those: npm install ${measuring.package}@${measuring.version} beside the engine.`,
      place: { file: 'gatehouse.lock' },
    },
  );
}

function notInstalled(measuring: Lock['measuring']): GatehouseError {
  const what = measuring === undefined ? '@gatehouse/plugins' : `${measuring.package} ${measuring.version}`;
  return new GatehouseError(
    'config.engine',
    'the plugins that measure are not installed beside this engine',
    {
      hint: `Install ${what} where the engine is installed (npm install); it is a package of its own, as judging needs none.`,
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
