import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measurePerformance } from './measure-performance.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Measures a model on a hold-out table, from ONNX or from a table of predictions: binary, multi-class and ' +
    'regression metrics with confidence intervals, paired with a baseline; latency and size.',
  limits: { seconds: 600, memory_mb: 2048 },
  measure: measurePerformance,
});
