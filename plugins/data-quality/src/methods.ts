import { type Measured, method } from '@gatehouse/plugin-kit';

/** How each metric is computed. */
export function describeMethods(exact: boolean): Measured['methods'] {
  return {
    row_count: method('rows of the table'),
    column_count: method('columns of the table, without an index that pandas wrote'),
    columns_unread: method(
      'columns of binary, nested or other values, of which no more is counted than how many are there; n: columns',
    ),
    columns_doubtful: method(
      'columns of text that hold numbers for the most part, or usual words for a missing value, and are not declared; n: columns',
    ),
    columns_index: method(
      'index columns of pandas that are left out, where the configuration does not name them; n: columns',
    ),
    duplicate_rows: method('rows that are equal to an earlier one in every column', {
      equal: 'null equals null, NaN equals NaN',
      as: 'pandas.DataFrame.duplicated().sum()',
    }),
    null_count: method('rows without a value'),
    nan_count: method('rows that are NaN: not null, and no number'),
    missing_share: method('(null + NaN) / rows'),
    positive_infinity_count: method('rows that are +infinity'),
    negative_infinity_count: method('rows that are -infinity'),
    distinct_count: method('different values; null and NaN are none; the note says where it is estimated', {
      exact,
      as: 'pandas.Series.nunique()',
      ...(exact
        ? {}
        : { estimate: 'adaptive sampling of hashes (Flajolet 1990), or a sixteenth of the hashes' }),
    }),
    distinct_share: method('distinct_count / rows that are neither null nor NaN'),
    min: method('smallest finite value, as float64; dates and times in seconds since 1970 (UTC)'),
    max: method('largest finite value, as float64; dates and times in seconds since 1970 (UTC)'),
    mean: method('arithmetic mean of the finite values, as float64', { digits: 12 }),
    std: method('sample standard deviation of the finite values', {
      ddof: 1,
      digits: 12,
      long: 'of whole numbers beyond 2^53: that of their distances from the smallest, which are exact',
    }),
    quantile: method('quantile of the finite values, between two values by linear interpolation', {
      definition: 'Hyndman & Fan 7, as numpy.quantile',
      exact,
      ...(exact
        ? {}
        : { estimate: 'from a histogram of up to 4096 bins; the note says how far off it can be' }),
    }),
    length_min: method('characters (code points) of the shortest text'),
    length_max: method('characters (code points) of the longest text'),
    empty_count: method('texts without a character'),
    age_seconds: method(
      'the time to compare with minus the newest value; `against` is that time, or the column whose newest value it is; null where the newest value is later',
      { zone: 'UTC where the column has none' },
    ),
    future_count: method('values after the time to compare with'),
    unexpected_count: method('rows that are not as expected; n: rows that count', {
      counted:
        'rows whose value is neither null nor NaN; all rows for not_null; 1 for column_exists and row_count_between',
      unique: 'every row whose value comes more than once',
      compound_unique:
        'every row whose combination comes more than once, null equal to null; rows where all are null do not count',
      match_regex: 'RE2, found anywhere in the text',
      referential: 'rows whose columns are all present and are no key of the other table',
      as: 'unexpected_count of Great Expectations 1.x on pandas',
    }),
    unexpected_share: method('unexpected_count / n', {
      as: 'unexpected_percent of Great Expectations / 100',
    }),
    checks_unexpected: method('checks with a row that is not as expected; n: checks'),
    checks_unmeasured: method('checks that could not be measured, or had no value to check; n: checks'),
  };
}
