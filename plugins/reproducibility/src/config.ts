import type { InputPath } from '@gatehouse/plugin-kit';

export interface Config {
  /**
   * The program and its arguments, found on PATH; no shell reads them. It runs in a folder that looks like that of the
   * release, and whoever calls `gate validate` runs it.
   * @minItems 1
   */
  command: string[];
  /** What the command needs: code, settings, data. Nothing else lies in the folder, which is new for every run. */
  inputs: InputPath[];
  /** What the command writes, and what must come out the same. */
  outputs: Output[];
  /**
   * 2: the command runs twice, and the runs are compared. 1: once, and compared with what `recorded` says.
   * @default 2
   */
  runs?: 1 | 2;
  /**
   * How long one run may take.
   * @default 600
   * @exclusiveMinimum 0
   * @maximum 7000
   */
  seconds?: number;
  /** Environment variables for the command, over LANG=C, LC_ALL=C, TZ=UTC, PYTHONHASHSEED=0, PYTHONDONTWRITEBYTECODE=1. */
  environment?: Record<string, string>;
  /** Seeds, by the name of the environment variable in which the command finds them. */
  seeds?: Record<string, number>;
  /** Files that pin the packages of the command; they lie in the folder too, and need not be inputs. */
  lock_files?: InputPath[];
}

export interface Output {
  /** A file, or a folder whose files are compared one by one; relative to the release's folder. */
  path: string;
  /**
   * Compare only these numbers of a JSON file, not its bytes.
   * @minItems 1
   */
  metrics?: Metric[];
  /**
   * The digest that the file had when it was recorded.
   * @pattern ^sha256:[0-9a-f]{64}$
   */
  recorded?: string;
}

export interface Metric {
  /** Where the number stands, as a JSON pointer (RFC 6901), such as /test/auc. */
  at: string;
  /**
   * The largest difference that counts as the same.
   * @default 0
   * @minimum 0
   */
  absolute?: number;
  /**
   * The same, as a share of the larger of the two numbers.
   * @default 0
   * @minimum 0
   */
  relative?: number;
  /** The number that was recorded. */
  recorded?: number;
}
