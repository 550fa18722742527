import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The file of a packed engine, or of its plugins, that says its own integrity: all of the package but itself. */
export const integrityFile = 'INTEGRITY';

/**
 * `sha512-…` over the files of an unpacked package: one line of JSON for each, with its path and its SHA-512, sorted by
 * path. It is the same however the package was packed, by whatever registry. Where the package has dependencies, what a
 * package manager puts into its `node_modules` is not part of it; otherwise nothing may lie there unseen. Throws for
 * links: what they lead to is not part of it.
 */
export async function integrityOf(folder: string): Promise<string> {
  const { dependencies = {} } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const leftOut = [integrityFile, ...(Object.keys(dependencies).length > 0 ? ['node_modules'] : [])];
  const lines: string[] = [];
  await walk('');
  return `sha512-${createHash('sha512').update(lines.join('')).digest('base64')}`;

  async function walk(prefix: string): Promise<void> {
    const entries = await readdir(join(folder, prefix), { withFileTypes: true });
    entries.sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const entry of entries) {
      const path = `${prefix}${entry.name}`;
      if (leftOut.includes(path)) continue;
      if (entry.isDirectory()) await walk(`${path}/`);
      else if (entry.isFile()) lines.push(`${JSON.stringify([path, await sha512(join(folder, path))])}\n`);
      else throw new Error(`${path} is not a plain file`);
    }
  }
}

async function sha512(file: string): Promise<string> {
  return createHash('sha512')
    .update(await readFile(file))
    .digest('hex');
}
