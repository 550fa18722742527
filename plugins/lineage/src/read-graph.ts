import { PluginError } from '@gatehouse/plugin-kit';
import { type Kind, type Lineage, nodeOf } from './lineage.ts';
import { digestOf, type Fields, fieldsOf, listOf, textOf } from './shape.ts';

const kinds: readonly string[] = ['dataset', 'model', 'artifact'];

/**
 * Adds the graph that was written by hand. Throws PluginError `bad-shape`, `bad-digest`, `duplicate-node`, or
 * `unknown-node` for an edge of a node that is not listed.
 */
export function readGraph(value: unknown, shown: string, lineage: Lineage): void {
  const graph = fieldsOf(value, shown);
  refuseOthers(graph, ['nodes', 'edges'], shown);
  if (!Array.isArray(graph.nodes) || !Array.isArray(graph.edges))
    throw new PluginError('bad-shape', `${shown} needs the lists \`nodes\` and \`edges\``);
  for (const [i, node] of graph.nodes.entries()) addNode(node, `${shown}: nodes[${i}]`, lineage);
  for (const [i, edge] of listOf(graph.edges, shown).entries())
    addEdge(edge, `${shown}: edges[${i}]`, lineage);
}

function addNode(value: unknown, at: string, lineage: Lineage): void {
  const fields = fieldsOf(value, at);
  refuseOthers(fields, ['id', 'kind', 'role', 'digest', 'path', 'source'], at);
  const id = textOf(fields.id, `${at}.id`);
  if (lineage.nodes.has(id)) throw new PluginError('duplicate-node', `${at}: ${id} is listed twice`);
  const kind = textOf(fields.kind, `${at}.kind`);
  if (!kinds.includes(kind)) throw new PluginError('bad-shape', `${at}.kind is none of ${kinds.join(', ')}`);
  if (fields.source !== undefined && typeof fields.source !== 'boolean')
    throw new PluginError('bad-shape', `${at}.source is neither true nor false`);
  Object.assign(nodeOf(lineage, id), {
    kind: kind as Kind,
    training: fields.role !== undefined && textOf(fields.role, `${at}.role`) === 'training',
    source: fields.source === true,
    digest: optional(fields.digest, (digest) => digestOf(digest, `${at}.digest`)),
    path: optional(fields.path, (path) => textOf(path, `${at}.path`)),
  });
}

function addEdge(value: unknown, at: string, lineage: Lineage): void {
  const fields = fieldsOf(value, at);
  refuseOthers(fields, ['from', 'to', 'job', 'from_digest', 'to_digest'], at);
  const end = (side: 'from' | 'to') => {
    const node = textOf(fields[side], `${at}.${side}`);
    if (!lineage.nodes.has(node))
      throw new PluginError('unknown-node', `${at}.${side}: ${node} is not in \`nodes\``);
    const field = `${side}_digest`;
    return { node, digest: optional(fields[field], (digest) => digestOf(digest, `${at}.${field}`)) };
  };
  const job = optional(fields.job, (name) => textOf(name, `${at}.job`)) ?? '';
  lineage.steps.push({ job, reads: [end('from')], writes: [end('to')] });
}

function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

// A field that was misspelt would be a digest that nobody compares.
function refuseOthers(fields: Fields, known: string[], at: string): void {
  const other = Object.keys(fields).find((name) => !known.includes(name));
  if (other !== undefined)
    throw new PluginError('bad-shape', `${at} has an unknown field`, `Known are ${known.join(', ')}.`);
}
