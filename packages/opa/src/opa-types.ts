/** A Rego file; `path` is relative to the policies folder. */
export interface RegoSource {
  path: string;
  text: string;
}

/** An error as data. Row and column count from 1. `code` is OPA's own (rego_parse_error, …) or starts with `opa_`. */
export interface OpaError {
  code: string;
  message: string;
  file?: string;
  row?: number;
  column?: number;
}

export type OpaResult<T> = { ok: true; value: T } | { ok: false; errors: OpaError[] };

/** METADATA of a package or rule; `path` is dotted, such as `gates.inventory.rules.artifact_digest`. */
export interface OpaAnnotation {
  path: string;
  scope: string;
  file: string;
  row: number;
  annotations: Record<string, unknown>;
}

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

export interface CheckOptions {
  /** OPA's capabilities as JSON; default: builtins native to wasm, all pure. */
  capabilities?: object;
  /** JSON Schemas by reference, such as {"schema.facts": {…}}, for METADATA `schemas`. */
  schemas?: Record<string, object>;
  strict?: boolean;
}

export interface TestOptions extends CheckOptions {
  data?: object;
  /** Only tests whose full name matches this regular expression. */
  run?: string;
  timeoutMs?: number;
}
