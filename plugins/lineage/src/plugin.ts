import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureLineage } from './measure-lineage.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Builds the graph of what was made from what (OpenLineage events, or a file in the release), compares digests ' +
    'along it, and counts gaps, cycles and orphans.',
  limits: { seconds: 600, memory_mb: 2048 },
  measure: measureLineage,
});
