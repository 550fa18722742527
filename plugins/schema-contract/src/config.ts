import type { InputPath } from '@gatehouse/plugin-kit';
import type { ReaderOptions } from '@gatehouse/plugin-kit/table';

export interface Config {
  /** The contract, in the Open Data Contract Standard 3.0 or 3.1 (YAML). */
  contract: InputPath;
  /** The table that must keep it: Parquet, CSV or JSON lines. */
  data: InputPath;
  /** How the file of the table is read, where it cannot be read in one way only. What the contract calls a string is text without being named here. */
  reader?: ReaderOptions;
  /** Which object of the contract's schema the table is; without it, the only one. */
  object?: string;
  /** The contract of the previous release: every change since is classified. */
  previous?: InputPath;
  /**
   * Shapes of values that break a rule, kept for each rule.
   * @default 3
   * @integer
   * @minimum 1
   * @maximum 20
   */
  examples?: number;
}
