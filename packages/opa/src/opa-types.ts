/** A Rego file; `path` is relative to the policies folder. */
export interface RegoSource {
  path: string;
  text: string;
}

/**
 * An error as data. Row and column count from 1. `code` is OPA's own (rego_parse_error, rego_type_error, …) or
 * - of the request: `opa_no_sources`, `opa_no_path`, `opa_duplicate_path`, `opa_no_entrypoint`,
 *   `opa_unknown_entrypoint`, `opa_no_tests`, `opa_no_operations`, `opa_bad_data`, `opa_bad_schema`,
 *   `opa_bad_capabilities`; `opa_error` for what OPA gives no code;
 * - of the run: `opa_timeout` (killed), `opa_crashed` (it ended otherwise, or gave no answer), `opa_damaged` (the
 *   module is not the one that opa.json names).
 */
export interface OpaError {
  code: string;
  message: string;
  file?: string;
  row?: number;
  column?: number;
}

/** Never both, and errors are never empty. */
export type OpaResult<T> = { ok: true; value: T } | { ok: false; errors: OpaError[] };

/** METADATA of a package or rule; `path` is dotted, such as `gates.inventory.rules.artifact_digest`. */
export interface OpaAnnotation {
  path: string;
  scope: string;
  file: string;
  row: number;
  annotations: Record<string, unknown>;
}

/** One test. `error` is OPA's, when it could not be evaluated; `output` is what it printed. */
export interface OpaTest {
  package: string;
  name: string;
  passed: boolean;
  skipped: boolean;
  error?: OpaError;
  file: string;
  row: number;
  durationNs: number;
  output?: string;
}

/** Rows (from 1) that tests reached, and those that they did not. */
export interface OpaFileCoverage {
  covered: number[];
  notCovered: number[];
}

/** OPA's capabilities file: what a policy may use. */
export interface OpaCapabilities {
  builtins: { name: string }[];
  features: string[];
  allow_net: string[];
  [more: string]: unknown;
}

export interface CheckOptions {
  /** OPA's capabilities as JSON; default: builtins native to wasm, all pure. */
  capabilities?: object;
  /** JSON Schemas by reference, such as {"schema.facts": {…}}, for METADATA `schemas`. */
  schemas?: Record<string, object>;
  /** Unused imports and variables are errors as well. */
  strict?: boolean;
}

export interface TestOptions extends CheckOptions {
  /** What stands below `data` beside the packages. */
  data?: object;
  /** Only tests whose full name, such as `data.main_test.test_adds`, matches this regular expression. */
  run?: string;
  /** For this call, instead of the one of `createOpa`. */
  timeoutMs?: number;
}
