import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { importReports } from './import-reports.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Imports the reports of Evidently, Deepchecks, Great Expectations, MLflow, Soda, dbt and TensorFlow Data Validation: ' +
    'how each check went, and the numbers beside it.',
  limits: { seconds: 120, memory_mb: 2048 },
  measure: importReports,
});
