import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';

const suffix = '.template';

/**
 * The files of a new plugin, by path in its folder: a small one that works, in which TODO marks what its author replaces.
 * `templates` is the absolute path of the folder with those files, each named `<path>.template`. Throws GatehouseError
 * `usage.value` for a name that no plugin can have.
 */
export async function newPlugin(templates: string, name: string): Promise<Record<string, Uint8Array>> {
  checkName(name);
  const entries = await readdir(templates, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(suffix));
  const named = files.map(async (entry): Promise<[string, Uint8Array]> => {
    const path = join(entry.parentPath, entry.name);
    // Byte by byte, as some are no UTF-8; a name is ASCII.
    const text = (await readFile(path)).toString('latin1').replaceAll('{{name}}', name);
    return [relative(templates, path).slice(0, -suffix.length), Buffer.from(text, 'latin1')];
  });
  return Object.fromEntries((await Promise.all(named)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function checkName(name: string): void {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= 64) return;
  throw new GatehouseError('usage.value', `${JSON.stringify(name)} is not a name for a plugin`, {
    hint: 'Lower-case words joined by -, such as unit-costs: what it measures.',
  });
}
