import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureOverlap } from './measure-overlap.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Counts the rows of a hold-out that the training data has too: equal rows, the same keys, and near duplicates on ' +
    'declared columns.',
  limits: { seconds: 900, memory_mb: 2048 },
  measure: measureOverlap,
});
