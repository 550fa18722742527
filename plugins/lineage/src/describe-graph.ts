import type { FileHash } from './hash-files.ts';
import type { Edge, Lineage } from './lineage.ts';

const mostInGraph = 5000;

/** The graph as evidence keeps it. */
export function describeGraph({ nodes }: Lineage, edges: readonly Edge[], hashes: readonly FileHash[]) {
  const all = [...nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ...list('nodes', all, mostInGraph),
    ...list('edges', edges, mostInGraph),
    ...list('files', hashes),
  };
}

/** A list of details, cut at `most`, with a word on it where it is. */
export function list(name: string, all: readonly unknown[], most = 100): Record<string, unknown> {
  const cut = all.length > most ? { [`${name}_cut`]: `the first ${most} of ${all.length}` } : {};
  return { [name]: all.slice(0, most), ...cut };
}
