import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureCoverage } from './measure-coverage.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Measures which lines and branches the tests ran, from the reports of coverage tools: in all, of the lines that a change ' +
    'adds, and against a baseline.',
  limits: { seconds: 120, memory_mb: 2048 },
  measure: measureCoverage,
});
