import type { Edge, Lineage } from './lineage.ts';

/** What is missing in the graph, each list in order of ids. */
export function findGaps({ nodes, steps }: Lineage, edges: readonly Edge[]) {
  const written = new Set(steps.flatMap((step) => step.writes.map(({ node }) => node)));
  const read = new Set(steps.flatMap((step) => step.reads.map(({ node }) => node)));
  const all = [...nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const fromTraining = reachable(
    all.filter(({ training }) => training).map(({ id }) => id),
    edges,
  );
  const models = all.filter(({ kind }) => kind === 'model');
  const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);
  return {
    models: ids(models.filter(({ id }) => !fromTraining.has(id))),
    modelCount: models.length,
    inputs: ids(all.filter(({ id, source }) => read.has(id) && !written.has(id) && !source)),
    inputCount: read.size,
    orphans: ids(all.filter(({ id }) => !read.has(id) && !written.has(id))),
    n: models.length + read.size,
  };
}

/** What one or more edges lead to. */
function reachable(from: readonly string[], edges: readonly Edge[]): Set<string> {
  const next = new Map<string, string[]>(edges.map((edge) => [edge.from, []]));
  for (const edge of edges) next.get(edge.from)?.push(edge.to);
  const reached = new Set<string>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const to of next.get(id) ?? [])
      if (!reached.has(to)) {
        reached.add(to);
        open.push(to);
      }
  return reached;
}
