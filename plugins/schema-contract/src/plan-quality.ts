import { isPresent, literalFor, type PlannedCheck, quoteName, quoteText } from '@gatehouse/plugin-kit/table';
import type { QualityRule } from './contract.ts';
import { noColumn } from './no-column.ts';
import type { TableColumn } from './plan-options.ts';

/** A metric of the library on a column: what is counted is unexpected. Rows are examined, whether null or not. */
export function planColumnMetric(rule: QualityRule, { name, type }: TableColumn): PlannedCheck {
  const column = quoteName(name);
  const present = isPresent(name, type);
  const ofRows = (expected: string): PlannedCheck => ({
    rows: { examined: 'true', expected, shown: column },
  });
  const { missingValues = [], validValues, pattern } = rule.arguments;
  switch (rule.metric) {
    case 'nullValues':
      return ofRows(present);
    case 'missingValues': {
      const texts = missingValues.filter((one) => one !== null).map((one) => quoteText(String(one)));
      const isOne = texts.length === 0 ? 'false' : `CAST(${column} AS VARCHAR) IN (${texts.join(', ')})`;
      return ofRows(`${present} AND NOT ${isOne}`);
    }
    case 'invalidValues': {
      const values = (validValues ?? []).filter((one) => one !== null);
      const literals = values.map((value) => literalFor(value, type));
      const wrong = values.find((_, index) => literals[index] === undefined);
      if (wrong !== undefined)
        return { unmeasured: `${name} is ${type}, and ${JSON.stringify(wrong)} is not` };
      const valid = [
        ...(validValues === undefined
          ? []
          : [literals.length === 0 ? 'false' : `${column} IN (${literals.join(', ')})`]),
        ...(pattern === undefined
          ? []
          : [`regexp_matches(CAST(${column} AS VARCHAR), ${quoteText(pattern)})`]),
      ];
      return ofRows(`NOT ${present} OR (${valid.join(' AND ')})`);
    }
    default:
      return { repeats: { columns: [name], examined: present } };
  }
}

/** How a metric of the whole table is counted. `columns`: what the table calls the properties of the contract. */
export function planTableMetric(
  rule: QualityRule,
  rows: number,
  columnOf: (property: string) => TableColumn | undefined,
  all: Iterable<string>,
): PlannedCheck {
  if (rule.metric === 'rowCount') return { known: { examined: 1, unexpected: rows, examples: [] } };
  const properties = rule.arguments.properties as string[];
  const columns = properties.map(columnOf);
  const missing = properties.filter((_, index) => columns[index] === undefined);
  if (missing.length > 0) return { unmeasured: noColumn(missing, all) };
  const names = (columns as TableColumn[]).map(({ name }) => name);
  const anyPresent = (columns as TableColumn[]).map(({ name, type }) => isPresent(name, type)).join(' OR ');
  return { repeats: { columns: names, examined: `(${anyPresent})` } };
}
