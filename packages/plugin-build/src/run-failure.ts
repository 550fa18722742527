/** Why a run gave no measurement. The runner's own codes; a plugin's PluginError brings its own. */
export type RunFailureCode =
  | 'bad-manifest'
  | 'plugin-changed'
  | 'program-missing'
  | 'config-invalid'
  | 'input-missing'
  | 'input-refused'
  | 'input-changed'
  | 'timeout'
  | 'memory'
  | 'answer-too-large'
  | 'bad-answer'
  | 'crashed';

/** A failure on its way to becoming an `error` result; it does not leave this package. */
export class RunFailure extends Error {
  readonly code: RunFailureCode;
  readonly hint: string | undefined;

  constructor(code: RunFailureCode, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
