import { definePlugin } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { measureReports } from './measure-reports.ts';

export const plugin = definePlugin<Config>({
  summary:
    'Counts the test cases of JUnit XML reports: passed, failed, errored, skipped, flaky and their duration, ' +
    'as a whole and by suite.',
  limits: { seconds: 120, memory_mb: 2048 },
  measure: measureReports,
});
