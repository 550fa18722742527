import type { Measured } from '@gatehouse/plugin-kit';

/** How each metric is computed. */
export const methods: Measured['methods'] = {
  tests: method('<testcase> elements, each counted once; by suite: without those of suites inside'),
  passed: method(
    'cases with neither <error>, <failure> nor <skipped>, and a status that does not say otherwise',
  ),
  failed: method('cases with one or more <failure> and no <error>'),
  errored: method('cases with one or more <error>'),
  skipped: method('cases with <skipped>, or a status such as notrun, and neither <failure> nor <error>'),
  flaky: method('passed cases with <flakyFailure> or <flakyError>: they passed when run again'),
  duration_seconds: method('sum of the time of cases; n: cases that give one'),
  count_mismatch: method(
    'suites whose attributes disagree with their cases; n: suites with such attributes',
    {
      attributes: ['tests', 'failures', 'errors', 'skipped'],
    },
  ),
};

function method(definition: string, parameters: Record<string, unknown> = {}) {
  return { definition, parameters };
}
