import { type Measured, method } from '@gatehouse/plugin-kit';
import type { AgreedColumn } from './agree-columns.ts';
import type { Config } from './config.ts';
import { mostPairs } from './count-near.ts';

/** How each metric is computed, with the parameters of this run. */
export function describeMethods(
  { keys, near }: Config,
  row: readonly string[],
  agreed: ReadonlyMap<string, AgreedColumn>,
): Measured['methods'] {
  const compared_as = Object.fromEntries([...agreed].map(([name, { as }]) => [name, as]));
  const equal = {
    columns: row,
    compared_as,
    equal:
      'value by value; null equals null, NaN equals NaN, -0 equals 0; texts by every byte; where some tables are CSV and others are not, NaN and empty texts are null',
    float32:
      'where one table has float32, and another one numbers of more digits, both are compared as float32',
  };
  const keyed = { keys, missing: 'a row in which one of the keys is null or NaN has no key' };
  const nearly = {
    columns: near?.columns,
    tolerance: near?.tolerance ?? {},
    numbers:
      '|training - hold-out| <= max(absolute, relative * |hold-out|), and 2^-51 of the value and the distance for decimals that float64 rounds; null, NaN and infinities are near to their like',
    texts: 'equal after Unicode NFKC, upper and lower case, and white space as one space, none around',
    found_by:
      'cells of the numbers in up to three columns, and their neighbours; every pair in a cell is compared',
    most_pairs: mostPairs,
  };
  return {
    holdout_rows: method('rows of the hold-out'),
    training_rows: method('rows of all tables of training together'),
    columns_compared: method('columns that make a row; n: columns of the hold-out', { columns: row }),
    columns_excluded: method(
      'columns that all tables have, and that are neither keys nor make a row, as the configuration says; n: columns of all tables',
    ),
    columns_missing: method(
      'columns of other tables that a table of this side lacks; n: columns of all tables',
    ),
    columns_doubtful: method(
      'columns of text that hold numbers for the most part, or usual words for a missing value, and are not declared; n: columns of all tables',
    ),
    exact_rows: method('rows of the hold-out that equal a row of training', equal),
    exact_share: method('exact_rows / rows of the hold-out', equal),
    disjoint_rows: method(
      'rows of the hold-out that equal a row of training in all columns but those of which no value is on both sides, such as row numbers; 0 where every column or none is so',
      equal,
    ),
    repeated_rows: method('rows of the hold-out that equal an earlier one of the hold-out', equal),
    key_rows: method('rows of the hold-out whose key is in training', keyed),
    key_share: method('key_rows / rows of the hold-out that have a key; n: these', keyed),
    keys_missing: method(
      'rows without a key, of the hold-out and of training; 0 of 0 where no keys are declared; n: rows',
      keyed,
    ),
    near_rows: method('rows of the hold-out with a row of training that is near in every column', nearly),
    near_share: method('near_rows / rows of the hold-out', nearly),
  };
}
