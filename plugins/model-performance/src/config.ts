import type { InputPath } from '@gatehouse/plugin-kit';
import type { ReaderOptions } from '@gatehouse/plugin-kit/table';

export interface Config {
  /**
   * What is predicted: one of two classes, one of several, or a number.
   * @default binary
   */
  task?: 'binary' | 'multiclass' | 'regression';
  /**
   * The candidate: an ONNX model that gives the probability of the positive class, of each class (multi-class), or the
   * value (regression). Without it, predictions are read from a table.
   */
  model?: InputPath;
  /** Further files that the model keeps its weights in, such as `model.onnx.data`: all that it names. */
  weights?: InputPath[];
  /** What to compare with, on the same rows: an ONNX model, or without `model`, a table of predictions. */
  baseline?: InputPath;
  /** Further files that a baseline keeps its weights in. */
  baseline_weights?: InputPath[];
  /** The hold-out table (Parquet, CSV or JSON lines). */
  data: InputPath;
  /** The table with the candidate's predictions, where they are not in `data`. */
  predictions?: InputPath;
  /** The column that pairs the rows of several tables; without it, the first belongs to the first, and so on. */
  key?: string;
  /** How the files of the tables are read, where they cannot be read in one way only. The key is text without being named here. */
  reader?: ReaderOptions;
  /**
   * The column with the true class or value.
   * @minLength 1
   */
  label: string;
  /**
   * The columns that the models take, in their order; where a model has several inputs, the columns named as they are.
   * Texts and whole numbers are given to models that take them.
   * @minItems 1
   */
  features?: string[];
  /** The column with the predicted class or value; classes may also follow from the scores. */
  prediction?: string;
  /** Binary: the column with the probability of the positive class. */
  score?: string;
  /** Multi-class: the columns with the probabilities of the `classes`, in their order. */
  scores?: string[];
  /**
   * The classes, in the order of the scores or of the model's output. Binary: only where a model gives the probabilities
   * of both, and does not say itself which is which (a ZipMap does).
   * @minItems 2
   */
  classes?: (number | string | boolean)[];
  /**
   * The label's value that counts as positive; 1 unless set. Without it, labels must be 0 and 1, or false and true.
   */
  positive?: number | string | boolean;
  /**
   * A row is predicted positive from this score on; 0.5 unless set.
   * @minimum 0
   * @maximum 1
   */
  threshold?: number;
  /**
   * Bins of the expected calibration errors; 10 unless set.
   * @integer
   * @minimum 1
   * @maximum 1000
   */
  bins?: number;
  /**
   * Confidence of the intervals; its complement is the level of the tests (alpha).
   * @default 0.95
   */
  confidence?: 0.9 | 0.95 | 0.99;
  /**
   * Power that the minimum detectable differences are for.
   * @default 0.8
   * @minimum 0.5
   * @maximum 0.99
   */
  power?: number;
  /** The name of the models' input tensor; without it, their only one, or one for each column. */
  input?: string;
  /** The name of the output with the scores or values; without it, the only one of floating-point numbers. */
  output?: string;
}
