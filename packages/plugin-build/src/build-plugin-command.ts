import { GatehouseError } from '@gatehouse/contracts';
import { buildPlugin } from './build-plugin.ts';
import { writePluginDocs } from './write-docs.ts';

// `node build-plugin.mjs [--docs | --check-docs]`, run in the plugin's folder: the `build` script of every plugin.
try {
  const flags = process.argv.slice(2);
  const unknown = flags.find((flag) => !['--docs', '--check-docs'].includes(flag));
  if (unknown !== undefined)
    throw new GatehouseError('usage.unknown', `unknown option ${unknown}`, {
      hint: 'Use --docs or --check-docs.',
    });
  await buildPlugin(process.cwd());
  if (flags.length > 0) await writePluginDocs(process.cwd(), { check: flags.includes('--check-docs') });
} catch (error) {
  if (!(error instanceof GatehouseError)) throw error;
  const { file, line, column } = error.place;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  process.stderr.write(`${[place, error.message, error.hint].filter((part) => part).join('\n  ')}\n`);
  process.exitCode = 1;
}
