import { type Measured, method } from '@gatehouse/plugin-kit';

/** How each metric is computed. */
export const methods: Measured['methods'] = {
  nodes: method('datasets, models and other artifacts of the graph and of the events, each counted once'),
  edges: method(
    'pairs of what a step read and what it wrote, distinct by both nodes, job, digests and versions; of events: ' +
      'completed runs only',
  ),
  events: method('run events that were read'),
  events_other: method('events without a run (OpenLineage JobEvent, DatasetEvent): not used; n: all events'),
  runs: method('runs with an event COMPLETE and neither FAIL nor ABORT; n: all runs'),
  runs_failed: method(
    'runs with an event FAIL or ABORT: what they read and wrote is not counted; n: all runs',
  ),
  runs_unfinished: method('runs without COMPLETE, FAIL or ABORT: likewise not counted; n: all runs'),
  digest_mismatches: method(
    'reads whose SHA-256 no writer wrote (no other run, if any; of what nobody wrote: other than the digest of the ' +
      'graph), outputs to which one run gave two, digests of the graph that no writer wrote, and files that hash to ' +
      'another digest than their node; n: comparisons that were possible',
    { digest: 'sha256' },
  ),
  version_mismatches: method('reads of a version that no writer wrote; n: reads that could be compared'),
  schema_mismatches: method(
    'reads with a column (name and type) that no writer wrote with the others, in any order: who reads some of the ' +
      'columns reads what was written; n: reads that could be compared',
  ),
  reads_unchecked: method(
    'reads of what was written or has a digest in the graph, of which neither digest nor version could be compared; n: all such reads',
  ),
  files_unchecked: method(
    'declared files whose node has no digest, and paths of the graph that are not declared as files; n: files and such paths',
  ),
  edges_without_digest: method('edges with an end of which no SHA-256 is known; n: edges'),
  gaps: method('models_without_training + inputs_without_writer; n: models + nodes that are read'),
  models_without_training: method('models that no path of edges leads to from training data; n: models'),
  inputs_without_writer: method('nodes that are read, never written, and no source; n: nodes that are read'),
  cycles: method(
    'strongly connected components of two or more nodes, and nodes made from themselves (not counted: an update, ' +
      'whose digest or version before and after is known to differ); n: edges',
  ),
  orphans: method('nodes that no counted step reads or writes; n: nodes'),
};
