import type {
  CheckOptions,
  OpaAnnotation,
  OpaCapabilities,
  OpaFileCoverage,
  OpaResult,
  OpaTest,
  RegoSource,
  TestOptions,
} from './opa-types.ts';

interface Sources {
  sources: readonly RegoSource[];
}

interface Entrypoints {
  /** Such as `main/decision`: a rule or a package. */
  entrypoints: readonly string[];
}

/** What each operation takes. */
interface Asked {
  version: object;
  capabilities: object;
  check: Sources & CheckOptions;
  format: Sources;
  compile: Sources & CheckOptions & Entrypoints;
  annotations: Sources & CheckOptions;
  prepare: Sources & CheckOptions & Entrypoints;
  test: Sources & Omit<TestOptions, 'timeoutMs'>;
  coverage: Sources & Omit<TestOptions, 'timeoutMs'>;
}

/** What each operation gives. */
export interface OpaValues {
  version: { opa: string; go: string; builtins: string[] };
  capabilities: OpaCapabilities;
  check: { modules: number };
  format: RegoSource[];
  compile: { wasm: Uint8Array; entrypoints: string[] };
  annotations: OpaAnnotation[];
  prepare: { wasm: Uint8Array; annotations: OpaAnnotation[] };
  test: { tests: OpaTest[] };
  coverage: { tests: OpaTest[]; files: Record<string, OpaFileCoverage>; percent: number };
}

/** One request of a batch, such as `{ do: 'check', sources }`. */
export type OpaOperation = { [Do in keyof Asked]: { do: Do } & Asked[Do] }[keyof Asked];

/** The results of a batch, in the order of its operations. */
export type OpaResults<Operations extends readonly OpaOperation[]> = {
  -readonly [Index in keyof Operations]: OpaResult<OpaValues[Operations[Index]['do']]>;
};
