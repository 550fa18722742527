import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import { chooseRelease, openWorkTree, readRelease, releaseLimit, resolvePath } from '@gatehouse/facts';
import { openRepository } from '@gatehouse/git';
import { surroundings } from '@gatehouse/judge';
import { escapeTerminal } from '@gatehouse/report';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { listPinnable, type Pinnable, pinDigests } from '../release/pin-digests.ts';

export interface PinOptions {
  repo?: string;
}

/** `gate pin`: writes the SHA-256 of each artifact and data set that lies in the work tree into release.yaml. */
export async function pin(host: Host, name: string, options: PinOptions): Promise<number> {
  const repository = await openRepository(options.repo ?? host.cwd, surroundings(host));
  repository.close();
  const tree = openWorkTree(repository.location.root);
  const folder = await chooseRelease(tree, name);
  const path = `${folder}/release.yaml`;
  const bytes = (await tree.read(path, releaseLimit)) ?? Buffer.alloc(0);
  readRelease(bytes, folder);
  const text = bytes.toString('utf8');
  const entries = listPinnable(text);
  if (entries.length === 0) throw nothingToPin(path);
  const digests = new Map<string, string>();
  for (const entry of entries) {
    const found = await tree.digest(resolvePath(folder, entry.path, () => ({ file: path })));
    if (found === null) throw missing(entry, path);
    digests.set(entry.path, found.digest);
  }
  const pinned = pinDigests(text, digests);
  readRelease(Buffer.from(pinned), folder);
  if (pinned !== text) await replace(join(repository.location.root, path), text, pinned);
  for (const { list, id, path: file, digest } of entries) {
    const now = digests.get(file) as string;
    const what = digest === now ? '·' : '✓';
    host.stdout.write(
      `${escapeTerminal(`${what} ${list} ${id}: ${file} ${now}${digest === now ? ' (as it was)' : ''}`)}\n`,
    );
  }
  return exitCodes.ready;
}

async function replace(file: string, before: string, text: string): Promise<void> {
  await writeFile(`${file}.gatehouse-new`, text);
  if ((await readFile(file, 'utf8')) !== before) throw changedMeanwhile(file);
  await rename(`${file}.gatehouse-new`, file);
}

function missing({ list, id, path }: Pinnable, file: string): GatehouseError {
  return new GatehouseError('input.missing', `${list} ${id}: there is no file ${path}`, {
    hint: 'Put it there, or name where it is by `uri:` and write its digest yourself. Nothing was written.',
    place: { file },
  });
}

function nothingToPin(file: string): GatehouseError {
  return new GatehouseError('usage.value', 'no artifact and no data set is named by `path:`', {
    hint: 'What lies elsewhere (`uri:`) is hashed where it lies: write its digest as the registry or sha256sum says it.',
    place: { file },
  });
}

function changedMeanwhile(file: string): GatehouseError {
  return new GatehouseError('input.changed', 'release.yaml was changed while its files were hashed', {
    hint: 'Run it again.',
    place: { file },
  });
}
