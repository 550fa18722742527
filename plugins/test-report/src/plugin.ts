import { definePlugin, type InputPath } from '@gatehouse/plugin-kit';
import { measureReports } from './measure-reports.ts';

export interface Config {
  /**
   * JUnit XML files, as pytest, Vitest, Jest, Maven Surefire and others write them.
   * @minItems 1
   */
  reports: InputPath[];
}

export const plugin = definePlugin<Config>({
  summary:
    'Counts the test cases of JUnit XML reports: passed, failed, errored, skipped, flaky and their duration, ' +
    'as a whole and by suite.',
  limits: { seconds: 120, memory_mb: 2048 },
  measure: measureReports,
});
