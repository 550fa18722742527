import type { InputPath } from '@gatehouse/plugin-kit';

/** Give `events`, `graph` or both. A node is named by its id in the graph, or by `namespace/name` of its events. */
export interface Config {
  /**
   * OpenLineage run events: JSON lines, or a JSON array of events.
   * @minItems 1
   */
  events?: InputPath[];
  /** The same in one JSON file by hand: `nodes` (id, kind, role, digest, path, source) and `edges` (from, to, job). */
  graph?: InputPath;
  /** Nodes that are models, beside those that the graph or a `datasetType` facet calls so. */
  models?: string[];
  /** Nodes that are training data, beside those whose role in the graph is `training`. */
  training?: string[];
  /** Nodes that come from outside: nobody here must have written them. */
  sources?: string[];
  /** Files whose SHA-256 must be the digest of their node. */
  files?: NodeFile[];
  /**
   * The custom dataset facet whose field `sha256` is the digest. A `datasetVersion` that is a SHA-256 counts as well.
   * @default gatehouse_digest
   */
  digest_facet?: string;
}

export interface NodeFile {
  /** The file. */
  path: InputPath;
  /** The node that it is; without it, the node of the graph with this path. */
  node?: string;
}
