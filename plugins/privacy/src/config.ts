import type { InputPath } from '@gatehouse/plugin-kit';
import type { ReaderOptions } from '@gatehouse/plugin-kit/table';

export interface Config {
  /** The table to look through: Parquet, CSV or JSON lines. */
  data: InputPath;
  /** How the files of the tables are read, where they cannot be read in one way only. Quasi-identifiers and identified columns are text without being named here. */
  reader?: ReaderOptions;
  /**
   * The columns to look for personal data and identities in; without it, all that can hold text or whole numbers.
   * @minItems 1
   */
  columns?: string[];
  /** Columns not to look in, such as random keys. */
  exclude?: string[];
  /**
   * The kinds of personal data to look for; without it, all of them.
   * @minItems 1
   */
  kinds?: KindName[];
  /**
   * The columns that together might single out a person: k-anonymity is measured over them.
   * @minItems 1
   * @maxItems 20
   */
  quasi_identifiers?: string[];
  /**
   * The columns nobody should learn: l-diversity and t-closeness are measured on them. Needs `quasi_identifiers`.
   * @minItems 1
   */
  sensitive?: string[];
  /** By sensitive column of texts: all its values in their order, for the ordered distance. */
  ordered?: Record<string, string[]>;
  /** A table with the identities, none of which may occur in `data`. */
  identified?: InputPath;
  /**
   * The columns of `identified` whose values may not occur.
   * @minItems 1
   */
  identified_columns?: string[];
  /**
   * Identified values of fewer letters and digits would be found by chance: they are counted, and not looked for.
   * @default 4
   * @integer
   * @minimum 1
   */
  min_length?: number;
}

export type KindName =
  | 'email'
  | 'phone'
  | 'iban'
  | 'card'
  | 'ipv4'
  | 'ipv6'
  | 'br_cpf'
  | 'cn_resident_id'
  | 'de_tax_id'
  | 'es_dni_nie'
  | 'fr_nir'
  | 'it_codice_fiscale'
  | 'nl_bsn'
  | 'pl_pesel'
  | 'us_ssn'
  | 'us_itin';
