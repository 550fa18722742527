/** A dataset, model or other artifact. */
export interface Node {
  id: string;
  kind: Kind;
  training: boolean;
  /** It comes from outside: nobody here must have written it. */
  source: boolean;
  /** The digest that the graph gives it, `sha256:…`. */
  digest?: string | undefined;
  /** The file that the graph says it is, relative to the release. */
  path?: string | undefined;
  /** Where OpenLineage says it is stored, without user and password. */
  storage?: string | undefined;
}

export type Kind = 'dataset' | 'model' | 'artifact';

/** That a step read or wrote a node, and what it says of the bytes. */
export interface Use {
  node: string;
  /** `sha256:…` */
  digest?: string | undefined;
  /** A version that is no digest, such as a snapshot's number. */
  version?: string | undefined;
  /** Names and types of the columns, in one comparable text. */
  schema?: string | undefined;
}

/** What one run of a job read and wrote, or one edge that was written by hand. */
export interface Step {
  job: string;
  run?: string | undefined;
  reads: Use[];
  writes: Use[];
}

export interface Lineage {
  nodes: Map<string, Node>;
  steps: Step[];
}

/** `to` was made from `from`. */
export interface Edge {
  from: string;
  to: string;
  job: string;
  from_digest: string | undefined;
  to_digest: string | undefined;
  from_version: string | undefined;
  to_version: string | undefined;
}

/** Adds a node, or finds it. */
export function nodeOf({ nodes }: Lineage, id: string): Node {
  const known = nodes.get(id);
  if (known) return known;
  const node: Node = { id, kind: 'dataset', training: false, source: false };
  nodes.set(id, node);
  return node;
}
