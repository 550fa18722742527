import { digestJson } from '@gatehouse/contracts';
import type { Objects } from '@gatehouse/git';
import { digestGoverned } from './governed-files.ts';
import type { Governed } from './governed-outside.ts';

/**
 * The digest that an auditor pins: over everything that judges (each governed file, with which of them may be run) and
 * over the releases that were there from the beginning. Who has it can not be shown another beginning.
 */
export async function genesisDigest(
  objects: Pick<Objects, 'readTree' | 'digestBlob'>,
  tree: string,
  governed: Governed,
): Promise<string> {
  const covers: Governed['covers'] = (path, kind) => isOfGenesis(path, governed, kind);
  return digestGenesis(await digestGoverned(objects, tree, { covers, reaches: () => true }));
}

/** Whether a file counts for the genesis. */
export function isOfGenesis(
  path: string,
  governed: Governed,
  kind?: Parameters<Governed['covers']>[1],
): boolean {
  return path.startsWith('releases/') || governed.covers(path, kind);
}

/** The same from `sha256:…` of each of its files, by path, as `digestGoverned` gives them. */
export function digestGenesis(files: Record<string, string>): string {
  return digestJson({ schema: 'gatehouse/genesis@1', files });
}
