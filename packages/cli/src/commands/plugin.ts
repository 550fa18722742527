import { lstat, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { openRepository } from '@gatehouse/git';
import { surroundings } from '@gatehouse/judge';
import { newPlugin } from '@gatehouse/plugin-build';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';

/** `gate plugin new`: a plugin that works, with its configuration, its tests and their files, to be made one's own. */
export async function pluginNew(host: Host, name: string, options: { repo?: string }): Promise<number> {
  const files = await newPlugin(join(dirname(host.files.template), 'plugin'), name);
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  repository.close();
  const { root } = repository.location;
  const folder = `plugins/${name}`;
  if (await lstat(join(root, folder)).catch(() => null)) throw alreadyThere(folder);
  await writeWhole(join(root, folder), files);
  const lines = [
    ...Object.keys(files).map((path) => `+ ${folder}/${path}`),
    `${folder} is there: it counts lines, so that all around it works. Next:`,
    '  1. pnpm install                              links the kit',
    `  2. Make it yours: every TODO in ${folder}/ (git grep --untracked TODO ${folder})`,
    `  3. cd ${folder} && npx vitest run`,
    '  4. pnpm build && pnpm run docs               builds it, and writes its README',
    '  5. Name it under `validations` of a release; pnpm gate validate runs it.',
    'It judges nobody until it is on the base: plugins are governed, and land there as policies do.',
  ];
  host.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.ready;
}

// Aside first: half a plugin would be in the way of the next try.
async function writeWhole(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  const aside = `${folder}.gatehouse-new`;
  await rm(aside, { recursive: true, force: true });
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(aside, path)), { recursive: true });
    await writeFile(join(aside, path), bytes);
  }
  await rename(aside, folder);
}

function alreadyThere(folder: string): GatehouseError {
  return new GatehouseError('refused.exists', `${folder} is there already`, {
    hint: 'Choose another name.',
    place: { file: folder },
  });
}
