import type { Measured } from '@gatehouse/plugin-kit';

/** How each metric is computed. */
export const methods: Measured['methods'] = {
  tests: method('<testcase> elements, each counted once; by suite: without those of suites inside'),
  passed: method(
    'cases with neither <error>, <failure> nor <skipped>, and neither status nor result that says otherwise',
  ),
  failed: method(
    'cases with one or more <failure>, or a status or result such as failed, that are not errored',
  ),
  errored: method('cases with one or more <error>, or a status or result such as error'),
  skipped: method(
    'cases with <skipped>, or a status or result such as notrun, that neither failed nor errored',
  ),
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
