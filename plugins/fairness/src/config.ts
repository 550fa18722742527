import type { InputPath } from '@gatehouse/plugin-kit';
import type { ReaderOptions } from '@gatehouse/plugin-kit/table';

export interface Config {
  /** The table with the truth and the groups, and without `model` the predictions: Parquet, CSV or JSON lines. */
  data: InputPath;
  /** How the file of the table is read, where it cannot be read in one way only. Sensitive columns are text without being named here. */
  reader?: ReaderOptions;
  /** An ONNX model that gives the probability of the positive class: then it is asked, and nothing is told. */
  model?: InputPath;
  /** With `model`: further files that it keeps its weights in, such as `model.onnx.data`: all that it names. */
  weights?: InputPath[];
  /**
   * With `model`: the columns that it takes, in their order; where it has several inputs, the columns named as they are.
   * @minItems 1
   */
  features?: string[];
  /**
   * With `model`: the two classes in the order of its output, where it gives the probabilities of both, and does not say
   * itself which is which (a ZipMap does).
   * @minItems 2
   * @maxItems 2
   */
  classes?: (number | string | boolean)[];
  /** With `model`: the name of its input tensor; without it, its only one, or one for each column. */
  input?: string;
  /** With `model`: the name of the output with the scores; without it, the only one of floating-point numbers. */
  output?: string;
  /**
   * The column with the true class. Without it only decisions are compared: selection rates, demographic parity, adverse
   * impact.
   * @minLength 1
   */
  label?: string;
  /** Without `model`: the column with the predicted class; without it, the score and the threshold decide. */
  prediction?: string;
  /** Without `model`: the column with the predicted probability of the positive class; needed for calibration. */
  score?: string;
  /**
   * Without `prediction`: a row is predicted positive (selected) from this score on; 0.5 unless set.
   * @minimum 0
   * @maximum 1
   */
  threshold?: number;
  /**
   * The value of label and prediction that counts as positive.
   * @default 1
   */
  positive?: number | string | boolean;
  /**
   * Which prediction is good for the person: `negative` where the positive class is, say, a default. Adverse impact
   * and the worst selection rate go by it.
   * @default positive
   */
  favourable?: 'positive' | 'negative';
  /**
   * The columns whose values form the groups.
   * @minItems 1
   * @maxItems 8
   */
  sensitive: string[];
  /**
   * Whether each pair of sensitive columns also forms groups.
   * @default true
   */
  pairs?: boolean;
  /**
   * By sensitive column, or pair as `a × b`: the group that the adverse impact ratio compares with. Without it, the
   * group with the highest rate of favourable predictions.
   */
  reference?: Record<string, string>;
  /**
   * Groups of fewer rows are small: they are measured and named, and left out of the comparisons of large groups.
   * @default 30
   * @integer
   * @minimum 1
   */
  min_group?: number;
  /**
   * Confidence of the Wilson intervals.
   * @default 0.95
   */
  confidence?: 0.9 | 0.95 | 0.99;
  /**
   * Bins of the calibration error.
   * @default 10
   * @integer
   * @minimum 1
   * @maximum 100
   */
  bins?: number;
}
