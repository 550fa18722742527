import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith, packages } from './folders.ts';

const packageJson = JSON.stringify({ name: '@gatehouse-plugin/lines', version: '1.2.0', type: 'module' });

/** Source of a plugin that counts lines; `config` is the body of its Config, `object` is put into its definition. */
export function lineCounter(config = '  table: InputPath;', object = ''): string {
  return `
import { readFileSync } from 'node:fs';
import { definePlugin, type InputPath, PluginError } from '@gatehouse/plugin-kit';

export interface Config {
${config}
}

export const plugin = definePlugin<Config>({
  summary: 'Counts the lines of a file.',
  ${object}
  measure({ config, file, progress }) {
    console.log('a plugin may print');
    const { table, shows } = config as { table: string; shows?: string };
    progress(0.5, 'counting');
    const n = readFileSync(file(shows === 'undeclared' ? '../x' : table), 'utf8').split('\\n').length - 1;
    if (shows === 'plugin-error') throw new PluginError('no-lines', 'there are none', 'Add some.');
    if (shows === 'error') throw new TypeError('a bug');
    const shown: Record<string, unknown> = { nan: NaN, infinite: -Infinity, bigint: 1n, map: new Map(), hole: [undefined] };
    return {
      examined: n,
      methods: { lines: { definition: 'line feeds', parameters: {} } },
      measurements: [{ metric: 'lines', value: n, n, labels: {} }],
      headline: { lines: n },
      details: shows === undefined ? {} : { [shows]: shown[shows] },
    };
  },
});
`;
}

/** A plugin's folder that finds the kit as in a workspace. */
export function pluginFolder(files: Record<string, string> = {}): string {
  const folder = folderWith({ 'package.json': packageJson, 'src/plugin.ts': lineCounter(), ...files });
  mkdirSync(join(folder, 'node_modules/@gatehouse'), { recursive: true });
  symlinkSync(join(packages, 'plugin-kit'), join(folder, 'node_modules/@gatehouse/plugin-kit'));
  return folder;
}
