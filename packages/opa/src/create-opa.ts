import { ownHome } from './home.ts';
import type { OpaOperation, OpaResults, OpaValues } from './opa-operations.ts';
import type { CheckOptions, OpaResult, RegoSource, TestOptions } from './opa-types.ts';
import { readAnswers } from './read-answers.ts';
import { runChild } from './run-child.ts';

type Answer<Do extends keyof OpaValues> = Promise<OpaResult<OpaValues[Do]>>;
type CompileOptions = CheckOptions & { entrypoints: readonly string[] };

/** OPA in Node: each call runs it in a child process that can be killed. All errors come back as data. */
export interface Opa {
  /** The versions of OPA and Go, and the builtins that OPA's wasm target brings itself. */
  version(): Answer<'version'>;
  /** The capabilities that policies may use: builtins native to wasm; no clock, randomness or network. */
  capabilities(): Answer<'capabilities'>;
  /** Parses, type-checks and checks for safety. */
  check(sources: readonly RegoSource[], options?: CheckOptions): Answer<'check'>;
  /** The text of each source as `opa fmt` writes it. */
  format(sources: readonly RegoSource[]): Answer<'format'>;
  /** A policy as wasm, without data. The same sources give the same bytes. */
  compile(sources: readonly RegoSource[], options: CompileOptions): Answer<'compile'>;
  /** The METADATA of packages and rules, sorted by path. */
  annotations(sources: readonly RegoSource[], options?: CheckOptions): Answer<'annotations'>;
  /** `compile` and `annotations` at the price of one. */
  prepare(sources: readonly RegoSource[], options: CompileOptions): Answer<'prepare'>;
  /** Runs every rule `test_…`, sorted by place. A run that finds none is the error `opa_no_tests`. */
  test(sources: readonly RegoSource[], options?: TestOptions): Answer<'test'>;
  /** As `test`, with the rows that were reached; `percent` is over all files, tests included. */
  coverage(sources: readonly RegoSource[], options?: TestOptions): Answer<'coverage'>;
  /** Several operations at the price of one start; each has its own result. */
  batch<const Operations extends readonly OpaOperation[]>(
    operations: Operations,
    options?: { timeoutMs?: number },
  ): Promise<OpaResult<OpaResults<Operations>>>;
}

export interface OpaOptions {
  /** The folder with opa.wasm, opa.json and run-opa.mjs; default: this package's `dist`. */
  home?: string;
  /** For one call; default 60 s. */
  timeoutMs?: number;
}

export function createOpa(options: OpaOptions = {}): Opa {
  const { home = ownHome } = options;

  return {
    version: () => one({ do: 'version' }),
    capabilities: () => one({ do: 'capabilities' }),
    check: (sources, more) => one({ do: 'check', sources, ...more }),
    format: (sources) => one({ do: 'format', sources }),
    compile: (sources, more) => one({ do: 'compile', sources, ...more }),
    annotations: (sources, more) => one({ do: 'annotations', sources, ...more }),
    prepare: (sources, more) => one({ do: 'prepare', sources, ...more }),
    test: (sources, { timeoutMs, ...more } = {}) => one({ do: 'test', sources, ...more }, timeoutMs),
    coverage: (sources, { timeoutMs, ...more } = {}) => one({ do: 'coverage', sources, ...more }, timeoutMs),
    batch: (operations, { timeoutMs } = {}) => ask(operations, timeoutMs),
  };

  async function one<Operation extends OpaOperation>(
    operation: Operation,
    timeoutMs?: number,
  ): Answer<Operation['do']> {
    const answers = await ask([operation] as const, timeoutMs);
    return answers.ok ? answers.value[0] : answers;
  }

  async function ask<const Operations extends readonly OpaOperation[]>(
    operations: Operations,
    timeoutMs = options.timeoutMs ?? 60_000,
  ): Promise<OpaResult<OpaResults<Operations>>> {
    const request = JSON.stringify({ operations });
    const output = await runChild({ home, request, timeoutMs });
    return output.ok ? readAnswers(output.value, operations) : output;
  }
}
