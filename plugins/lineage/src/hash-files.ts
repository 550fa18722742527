import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { PluginError } from '@gatehouse/plugin-kit';
import type { NodeFile } from './config.ts';
import type { Lineage } from './lineage.ts';

export interface FileHash {
  node: string;
  path: string;
  /** `sha256:…` of the file's bytes. */
  digest: string;
}

/** Hashes the files that stand for nodes. Throws PluginError `unknown-node` for a file of none. */
export async function hashFiles(
  files: readonly NodeFile[],
  { nodes }: Lineage,
  file: (path: string) => string,
): Promise<FileHash[]> {
  const hashes: FileHash[] = [];
  for (const { path, node } of files) {
    const owners =
      node === undefined
        ? [...nodes.values()].filter((one) => one.path === path).map(({ id }) => id)
        : [node].filter((id) => nodes.has(id));
    if (owners.length === 0)
      throw new PluginError(
        'unknown-node',
        `${path} stands for no node of the graph`,
        'Give its `node`, or the node its `path`.',
      );
    const digest = await hashFile(file(path));
    hashes.push(...owners.map((id) => ({ node: id, path, digest })));
  }
  return hashes;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return `sha256:${hash.digest('hex')}`;
}
