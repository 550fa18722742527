import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureScans } from './measure-scans.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Counts what scanners found in code, configuration and history, from SARIF: by level, whether it is new, what was ' +
    'suppressed, and whether each scanner ran to its end.',
  limits: { seconds: 120, memory_mb: 2048 },
  measure: measureScans,
});
