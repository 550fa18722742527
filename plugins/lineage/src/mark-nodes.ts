import { PluginError } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { type Lineage, nodeOf } from './lineage.ts';

/**
 * Marks what the configuration says of nodes. Throws PluginError `unknown-node` for a name that is not in the graph: it
 * would mark nothing, and be taken for checked.
 */
export function markNodes(lineage: Lineage, config: Config): void {
  const mark = (ids: string[] | undefined, field: string, set: (id: string) => void) => {
    for (const id of ids ?? []) {
      if (!lineage.nodes.has(id))
        throw new PluginError(
          'unknown-node',
          `\`${field}\` names ${id}, which is not in the graph`,
          'Use the id of the graph, or namespace/name of the events.',
        );
      set(id);
    }
  };
  mark(config.models, 'models', (id) => {
    nodeOf(lineage, id).kind = 'model';
  });
  mark(config.training, 'training', (id) => {
    nodeOf(lineage, id).training = true;
  });
  mark(config.sources, 'sources', (id) => {
    nodeOf(lineage, id).source = true;
  });
}
