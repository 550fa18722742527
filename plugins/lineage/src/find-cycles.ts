import type { Edge } from './lineage.ts';

/**
 * Groups of nodes that were made from each other: strongly connected components (Kosaraju: the order of finishing,
 * then the reversed graph), with neither recursion nor the order of edges showing in the result.
 */
export function findCycles(edges: readonly Edge[]): string[][] {
  const real = edges.filter((edge) => !isUpdate(edge));
  const next = neighbours(real, ({ from, to }) => [from, to]);
  const back = neighbours(real, ({ from, to }) => [to, from]);
  const seen = new Set<string>();
  const finished = [...next.keys()].flatMap((id) => walk(id, next, seen));
  const placed = new Set<string>();
  const components = finished.reverse().map((id) => walk(id, back, placed).sort());
  const loops = new Set(real.filter(({ from, to }) => from === to).map(({ from }) => from));
  return components
    .filter(([first, second]) => second !== undefined || (first !== undefined && loops.has(first)))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

// A table that was read in one version and written in another.
function isUpdate(edge: Edge): boolean {
  const differ = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && a !== b;
  return (
    edge.from === edge.to &&
    (differ(edge.from_digest, edge.to_digest) || differ(edge.from_version, edge.to_version))
  );
}

type Neighbours = Map<string, string[]>;

function neighbours(edges: readonly Edge[], ends: (edge: Edge) => [string, string]): Neighbours {
  const found: Neighbours = new Map();
  for (const edge of edges) {
    const [from, to] = ends(edge);
    if (!found.has(to)) found.set(to, []);
    const known = found.get(from);
    if (known) known.push(to);
    else found.set(from, [to]);
  }
  return found;
}

/** The nodes not seen before that `start` leads to, itself included, in the order in which they are finished. */
function walk(start: string, next: Neighbours, seen: Set<string>): string[] {
  if (seen.has(start)) return [];
  seen.add(start);
  const finished: string[] = [];
  const path = [{ id: start, left: [...(next.get(start) ?? [])] }];
  for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
    const to = here.left.pop();
    if (to === undefined) {
      finished.push(here.id);
      path.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      path.push({ id: to, left: [...(next.get(to) ?? [])] });
    }
  }
  return finished;
}
