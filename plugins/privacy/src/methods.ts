import { type Measured, method } from '@gatehouse/plugin-kit';
import type { Config } from './config.ts';
import { kindNames, kinds } from './kinds/kinds.ts';
import { mostWords } from './read-identities.ts';

/** How each metric is computed, with the parameters of this run. */
export function describeMethods(config: Config): Measured['methods'] {
  const looked = config.kinds ?? kindNames;
  const checks = {
    checks: Object.fromEntries(looked.map((kind) => [kind, kinds[kind].checked])),
    looks_at:
      'texts, bytes that are UTF-8, whole numbers, and lists and structures as text; leading zeros of numbers are lost',
    read_as:
      'entities, escapes of URLs and JSON, digits of all scripts, accents, spaces and dashes in their plain form (Unicode NFKD)',
  };
  const { quasi_identifiers, identified_columns, min_length = 4 } = config;
  const classes = { classes: 'rows with the same quasi-identifiers, empty ones included', quasi_identifiers };
  const sensitive = { ...classes, missing: 'rows whose sensitive value is null or NaN are left out' };
  const leaks = {
    compared: 'as words: lower case, without accents, letters and digits only; also inside of texts',
    identified_columns,
    min_length,
    most_words: mostWords,
  };
  return {
    personal_data_cells: method(
      'cells with at least one text of the kind that has its form and passes its check; n: cells that are not null',
      checks,
    ),
    personal_data_share_max: method('the highest share of such cells in one column', checks),
    personal_data_columns: method('columns with at least one such cell; n: columns looked through'),
    personal_titles: method(
      'columns whose title names personal data (name, e-mail, address, date of birth, …)',
      {
        languages: 'English, German, French, Spanish: the usual words and their compounds',
      },
    ),
    columns_scanned: method('columns that were looked through for personal data; n: columns'),
    columns_not_scanned: method(
      'columns that may hold text and were not, or not wholly, looked through: bytes that are no text in UTF-8, types that are not known; n: columns',
    ),
    columns_excluded: method(
      'columns that could have been looked at, and that the configuration leaves out; n: columns',
    ),
    k_anonymity: method('rows of the smallest class (Sweeney 2002)', classes),
    equivalence_classes: method('classes', classes),
    unique_rows: method('rows that are alone in their class', classes),
    l_diversity: method(
      'the fewest distinct sensitive values of a class (Machanavajjhala et al. 2007)',
      sensitive,
    ),
    l_diversity_entropy: method(
      'the lowest exp(entropy) of the sensitive values of a class (Machanavajjhala et al. 2007)',
      { ...sensitive, digits: 12 },
    ),
    classes_without_value: method('classes in which no row has a sensitive value; n: classes', classes),
    sensitive_missing_share: method('rows whose sensitive value is null or NaN / rows'),
    t_closeness: method(
      "the largest earth mover's distance of a class's sensitive values to the table's (Li et al. 2007)",
      {
        ...sensitive,
        distances: {
          equal: 'all values are 1 apart',
          ordered: 'values are |i - j| / (m - 1) apart; numbers by size, texts as configured',
        },
        digits: 12,
      },
    ),
    leaked_values: method('identified values that occur in data; n: distinct values looked for', leaks),
    identified_values_skipped: method('identified values shorter than min_length; n: distinct values', leaks),
    leaked_cells: method(
      'cells of data with at least one identified value; n: cells that are not null',
      leaks,
    ),
  };
}
