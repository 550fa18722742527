import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureFairness } from './measure-fairness.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Compares what a model predicts, asked or told, between groups and pairs of attributes: selection, error and ' +
    'calibration rates with intervals, demographic parity, equalized odds, adverse impact, worst group.',
  limits: { seconds: 600, memory_mb: 2048 },
  measure: measureFairness,
});
