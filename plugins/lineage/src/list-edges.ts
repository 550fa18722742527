import { PluginError } from '@gatehouse/plugin-kit';
import type { Edge, Lineage } from './lineage.ts';

const most = 200_000;

/** Every distinct pair of what a step read and wrote, in a fixed order. Throws PluginError `graph-too-large`. */
export function listEdges({ nodes, steps }: Lineage): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { job, reads, writes } of steps)
    for (const read of reads)
      for (const write of writes) {
        const edge: Edge = {
          from: read.node,
          to: write.node,
          job,
          from_digest: read.digest ?? nodes.get(read.node)?.digest,
          to_digest: write.digest ?? nodes.get(write.node)?.digest,
          from_version: read.version,
          to_version: write.version,
        };
        edges.set(JSON.stringify(Object.values(edge).map((part) => part ?? null)), edge);
        if (edges.size > most) throw new PluginError('graph-too-large', `there are more than ${most} edges`);
      }
  return [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}
