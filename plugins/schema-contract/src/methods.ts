import { type Measured, method } from '@gatehouse/plugin-kit';

/** How each metric is computed. */
export function describeMethods(standard: {
  contract: string;
  previous: string | null;
}): Measured['methods'] {
  return {
    violation_count: method('what breaks a rule of the contract; n: what was examined', {
      ...standard,
      'exists, logicalType, physicalType, timezone': 'one for the column',
      readable: 'where a column is text and should not be: texts that say no value of its logical type',
      'required, unique, primaryKey': 'rows; null and NaN are no value; of equal values, every row',
      'options of a logical type': 'rows whose value is not null; NaN keeps no bound',
      pattern: 'RE2, found anywhere in the text',
      multipleOf: 'within 1e-9 of a whole multiple, relative',
      quality: 'operators that do not hold for quality_value',
    }),
    quality_value: method('the number of a rule of the library: rows, or percent of all rows', {
      nullValues: 'rows that are null or NaN',
      missingValues: 'rows that are null, NaN or one of the values given',
      invalidValues: 'rows with a value that is not valid; null is none',
      duplicateValues: 'rows whose value, or combination of values, comes more than once',
      rowCount: 'rows of the table; n is 1',
      mustBeBetween: 'between the two numbers, both left out, as the standard says',
    }),
    rules_violated: method('rules of the contract that are broken; n: rules'),
    rules_unmeasured: method(
      'rules that could not be measured on this table, or had no value to check; n: rules',
    ),
    rules_not_checked: method(
      'parts of the contract that are not checked by this plugin; n: rules and these',
    ),
    columns_undeclared: method(
      'columns of the table that the contract does not have; n: columns of the table',
    ),
    contract_changes: method('differences to the previous contract; n: columns of either', {
      breaking:
        'a column removed or renamed, another type, a new or tighter demand, a new column that is required',
      loosened: 'a demand dropped or wider than before, whole numbers that became numbers',
      compatible: 'a new column that is not required',
    }),
  };
}
