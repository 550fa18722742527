import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { compareDigests } from './compare-digests.ts';
import type { Config } from './config.ts';
import { describeGraph, list } from './describe-graph.ts';
import { findCycles } from './find-cycles.ts';
import { findGaps } from './find-gaps.ts';
import { hashFiles } from './hash-files.ts';
import type { Lineage } from './lineage.ts';
import { listEdges } from './list-edges.ts';
import { markNodes } from './mark-nodes.ts';
import { count, counted } from './measurement.ts';
import { methods } from './methods.ts';
import { readEvents } from './read-events.ts';
import { readGraph } from './read-graph.ts';
import { readJson, readJsonLines } from './read-json.ts';

/** Builds the graph, then asks of it what a reviewer would: is it whole, and are the bytes the same all along? */
export async function measureLineage({ config, file, progress }: PluginContext<Config>): Promise<Measured> {
  refuseUseless(config);
  const lineage: Lineage = { nodes: new Map(), steps: [] };
  if (config.graph !== undefined)
    readGraph(readJson(file(config.graph), config.graph), config.graph, lineage);
  progress(0.1, 'events');
  const events = (config.events ?? []).flatMap((path) => readJsonLines(file(path), path));
  const runs = readEvents(events, config.digest_facet ?? 'gatehouse_digest', lineage);
  markNodes(lineage, config);
  progress(0.3, 'files');
  const hashes = await hashFiles(config.files ?? [], lineage, file);
  progress(0.8, 'graph');
  const edges = listEdges(lineage);
  const breaks = compareDigests(lineage, hashes);
  const gaps = findGaps(lineage, edges);
  const cycles = findCycles(edges);
  const undigested = edges.filter((edge) => !edge.from_digest || !edge.to_digest).length;
  const nodes = lineage.nodes.size;
  return {
    // Nodes alone say nothing of how one came from another.
    examined: edges.length,
    methods,
    measurements: [
      count('nodes', nodes, nodes),
      count('edges', edges.length, edges.length),
      ...(config.events ? runs.measurements : []),
      ...breaks.measurements,
      counted('edges_without_digest', undigested, edges.length, 'there is no edge'),
      counted(
        'gaps',
        gaps.models.length + gaps.inputs.length,
        gaps.n,
        'there is no model and nothing was read',
      ),
      counted('models_without_training', gaps.models.length, gaps.modelCount, 'no node is a model'),
      counted('inputs_without_writer', gaps.inputs.length, gaps.inputCount, 'nothing was read'),
      counted('cycles', cycles.length, edges.length, 'there is no edge'),
      counted('orphans', gaps.orphans.length, nodes, 'there is no node'),
    ],
    headline: {
      nodes,
      edges: edges.length,
      digest_mismatches: breaks.digests,
      gaps: gaps.models.length + gaps.inputs.length,
      cycles: cycles.length,
      orphans: gaps.orphans.length,
    },
    details: {
      ...list('breaks', breaks.found),
      ...list('models_without_training', gaps.models),
      ...list('inputs_without_writer', gaps.inputs),
      ...list('cycles', cycles),
      ...list('orphans', gaps.orphans),
      ...runs.details,
      ...describeGraph(lineage, edges, hashes),
    },
  };
}

function refuseUseless({ events = [], graph, files = [] }: Config): void {
  if (graph === undefined && events.length === 0)
    throw new PluginError('no-lineage', 'neither `events` nor `graph` is given', 'Give one of them.');
  for (const paths of [events, files.map(({ path }) => path)])
    if (new Set(paths).size < paths.length)
      throw new PluginError('duplicate-file', 'a file is listed twice', 'List it once.');
}
