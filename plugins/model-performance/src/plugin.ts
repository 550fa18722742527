import { definePlugin, type InputPath } from '@gatehouse/plugin-kit';
import { measureModels } from './measure-models.ts';

export interface Config {
  /** The candidate: an ONNX model that gives the probability of the positive class. */
  model: InputPath;
  /** The model to compare with, measured in the same way on the same rows. */
  baseline?: InputPath;
  /** The hold-out table (Parquet). */
  data: InputPath;
  /**
   * The column with the true class.
   * @minLength 1
   */
  label: string;
  /**
   * The columns that the models take, in their order.
   * @minItems 1
   */
  features: string[];
  /**
   * The label's value that counts as positive. Without it, labels must be 0 and 1, or false and true.
   * @default 1
   */
  positive?: number | string | boolean;
  /**
   * A row is predicted positive from this score on.
   * @default 0.5
   * @minimum 0
   * @maximum 1
   */
  threshold?: number;
  /**
   * Bins of the expected calibration error.
   * @default 10
   * @integer
   * @minimum 1
   * @maximum 1000
   */
  bins?: number;
  /** The name of the models' input tensor; without it, their only one. */
  input?: string;
  /** The name of the output tensor with the probability; without it, the only one. */
  output?: string;
}

export const plugin = definePlugin<Config>({
  summary:
    'Runs a binary classifier (ONNX) over a hold-out table: accuracy, AUC, F1, log loss, Brier score, ' +
    'calibration error, latency and size, beside those of a baseline.',
  limits: { seconds: 600, memory_mb: 2048 },
  measure: measureModels,
});
