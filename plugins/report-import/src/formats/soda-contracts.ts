import { numericOf } from '../flatten.ts';
import { type Check, count, type Imported, type Outcome, type Value } from '../imported.ts';
import { type Fields, fieldsOf, flagOf, isFields, listOf, maybeText, meaningOf, textsOf } from '../shape.ts';

// `CheckOutcome` of soda_core.contracts.
const outcomes: Record<string, Outcome> = {
  PASSED: 'passed',
  FAILED: 'failed',
  WARN: 'warned',
  NOT_EVALUATED: 'skipped',
  EXCLUDED: 'skipped',
};

/**
 * The contracts that Soda Core 4 verified. It writes no report of its own: README.md has the lines that write this one.
 * Throws PluginError `unknown-shape`.
 */
export function readSodaContracts(session: Fields, shown: string): Imported {
  const results = listOf(session.contract_verification_results, `${shown}: contract_verification_results`);
  const read = results.map((result, i) =>
    readContract(result, `${shown}: contract_verification_results[${i}]`),
  );
  const version = maybeText(session.soda_core);
  const hasErrors = flagOf(session.has_errors, `${shown}: has_errors`);
  return {
    about: { tool: version === undefined ? 'Soda Core 4' : `Soda Core ${version}` },
    checks: [
      ...read.flatMap(({ checks }) => checks),
      ...(hasErrors
        ? [{ name: 'verification', outcome: 'errored' as const, message: 'it logged errors' }]
        : []),
    ],
    values: read.flatMap(({ values }) => values),
    metrics: 0,
    unjudged: 0,
    said: read.flatMap(({ said }) => said),
  };
}

function readContract(value: unknown, at: string): Pick<Imported, 'checks' | 'values' | 'said'> {
  const contract = fieldsOf(value, at);
  const table = maybeText(contract.dataset);
  const read = listOf(contract.check_results, `${at}.check_results`).map((result, i) =>
    readCheck(result, table, `${at}.check_results[${i}]`),
  );
  const checks = read.map(({ check }) => check);
  const counted: Record<string, number> = {
    number_of_checks: checks.length,
    number_of_checks_failed: count(checks, 'failed'),
  };
  return {
    // A contract without a check must not hide behind others.
    checks:
      checks.length > 0
        ? checks
        : [
            {
              ...{ name: 'contract', outcome: 'skipped', labels: textsOf({ table }) },
              message: 'no check of it was evaluated',
            },
          ],
    values: read.flatMap(({ values }) => values),
    said: Object.entries(counted).flatMap(([what, number]) => {
      const said = contract[what];
      return typeof said === 'number' ? [{ what, said, counted: number }] : [];
    }),
  };
}

function readCheck(value: unknown, table: string | undefined, at: string): { check: Check; values: Value[] } {
  const result = fieldsOf(value, at);
  const about = fieldsOf(result.check, `${at}.check`);
  const name = [about.type, about.name].flatMap((part) => maybeText(part) ?? []).join(': ') || 'check';
  const labels = textsOf({ table, column: about.column ?? about.column_name });
  const metrics = isFields(result.diagnostic_metric_values) ? result.diagnostic_metric_values : {};
  const said = meaningOf(result.outcome, outcomes, `${at}.outcome`);
  // Of no row, everything holds; how many rows there are can be asked all the same.
  const tested = numericOf(metrics.check_rows_tested);
  const isTested = typeof tested === 'number' && tested > 0;
  const isVacuous =
    said === 'passed' && 'check_rows_tested' in metrics && !isTested && about.type !== 'row_count';
  return {
    check: {
      ...{ name, labels, outcome: isVacuous ? 'skipped' : said },
      message: isVacuous ? 'it tested no row' : undefined,
    },
    values: Object.entries(metrics).flatMap(([metric, number]) => {
      const numeric = numericOf(number);
      return numeric === undefined ? [] : [{ name: `${name}.${metric}`, value: numeric, labels }];
    }),
  };
}
