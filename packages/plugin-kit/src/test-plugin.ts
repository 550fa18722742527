import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkAnswer } from './check-answer.ts';
import { type Measured, type Plugin, PluginError } from './define-plugin.ts';
import { measure } from './serve-plugin.ts';

/**
 * For plugins' own tests: runs `plugin` in this process against the files of a folder. Every string in `config`
 * counts as a declared input. Throws what the plugin throws, and PluginError `bad-answer` or `not-json` for a result
 * that the engine would refuse.
 *
 * @param directory absolute; what the paths in `config` are relative to
 */
export async function measureFixture<Config>(
  plugin: Plugin<Config>,
  config: Config,
  directory: string,
  onProgress: (share: number, doing: string) => void = () => {},
): Promise<Measured> {
  const declared = new Set(stringsIn(config));
  const file = (path: string) => {
    if (!declared.has(path)) throw new PluginError('undeclared-input', `not in the configuration: ${path}`);
    const absolute = join(directory, path);
    if (!existsSync(absolute)) throw new PluginError('input-missing', `no such file: ${path}`);
    return absolute;
  };
  const measured = await measure(plugin, { config, file, progress: onProgress });
  // What arrives is what went through JSON: members that are undefined are gone.
  const arrived: Measured = JSON.parse(JSON.stringify(measured));
  const wrong = checkAnswer({ schema: 'gatehouse/plugin-answer@1', ...arrived });
  if (wrong.length > 0) throw new PluginError('bad-answer', wrong.join('; '));
  return arrived;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
