/** Where something is wrong: a file, and in it a line and column (both from 1). */
export interface Place {
  file?: string;
  line?: number;
  column?: number;
}

/**
 * The closed set of codes. `usage`: the command line; `config`: the repository or its set-up;
 * `input`: a file that somebody wrote; `git`: objects or refs; `policy`: Rego that can not be judged with;
 * `plugin`: a plugin that can not be run; `refused`: a thing that the gate does not allow; `internal`: our bug.
 */
export type ErrorCode =
  | 'usage.unknown'
  | 'usage.value'
  | 'config.not_a_repository'
  | 'config.no_commits'
  | 'config.no_base'
  | 'config.shallow'
  | 'config.trust_root'
  | 'config.signing_key'
  | 'config.engine'
  | 'input.missing'
  | 'input.too_large'
  | 'input.not_utf8'
  | 'input.yaml'
  | 'input.json'
  | 'input.schema'
  | 'input.path'
  | 'input.release_path'
  | 'input.changed'
  | 'git.failed'
  | 'git.object'
  | 'git.ref'
  | 'policy.invalid'
  | 'policy.missing'
  | 'policy.result'
  | 'policy.timeout'
  | 'policy.crashed'
  | 'plugin.unknown'
  | 'plugin.differs'
  | 'plugin.config'
  | 'plugin.timeout'
  | 'plugin.memory'
  | 'plugin.crashed'
  | 'plugin.answer'
  | 'plugin.input'
  | 'refused.not_ready'
  | 'refused.evidence'
  | 'refused.role'
  | 'refused.dirty'
  | 'refused.exists'
  | 'refused.promoted'
  | 'refused.left_behind'
  | 'refused.locked'
  | 'refused.branch'
  | 'internal';

/** The one error that users see: what (message), where (place), how to mend it (hint). */
export class GatehouseError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly place: Place;
  /** Further errors of the same kind, e.g. every schema violation of a file. */
  readonly others: readonly GatehouseError[];

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      hint?: string | undefined;
      place?: Place;
      cause?: unknown;
      others?: readonly GatehouseError[];
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GatehouseError';
    this.code = code;
    this.hint = options.hint;
    this.place = options.place ?? {};
    this.others = options.others ?? [];
  }
}
