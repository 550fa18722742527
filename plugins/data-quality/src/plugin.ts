import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureQuality } from './measure-quality.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Profiles a table (rows, missing and distinct values, ranges, quantiles, duplicates, freshness) and counts what is ' +
    'not as expected.',
  limits: { seconds: 900, memory_mb: 2048 },
  measure: measureQuality,
});
