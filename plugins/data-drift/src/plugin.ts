import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureDrift } from './measure-drift.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Compares two tables column by column: population stability index, Kolmogorov-Smirnov, Jensen-Shannon, Wasserstein, ' +
    'chi-square and other distances, missing values, unseen categories; tells drift as Evidently, NannyML or ' +
    'Deepchecks do, or TFDV on exact histograms; keeps profiles that can be compared without the data.',
  limits: { seconds: 900, memory_mb: 2048 },
  measure: measureDrift,
});
