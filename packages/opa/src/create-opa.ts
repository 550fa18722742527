import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadModule } from './load-module.ts';
import type {
  CheckOptions,
  OpaAnnotation,
  OpaError,
  OpaFileCoverage,
  OpaResult,
  OpaTest,
  RegoSource,
  TestOptions,
} from './opa-types.ts';
import { runChild } from './run-child.ts';

/** OPA in Node: each call runs it in a child process that can be killed. Errors of Rego come back as data. */
export interface Opa {
  version(): Promise<OpaResult<{ opa: string; go: string }>>;
  /** The capabilities that policies may use: builtins native to wasm; no clock, randomness or network. */
  capabilities(): Promise<OpaResult<{ builtins: { name: string }[]; features: string[] }>>;
  /** Parses, type-checks and checks for safety. */
  check(sources: RegoSource[], options?: CheckOptions): Promise<OpaResult<{ modules: number }>>;
  format(sources: RegoSource[]): Promise<OpaResult<RegoSource[]>>;
  compile(
    sources: RegoSource[],
    options: CheckOptions & { entrypoints: string[] },
  ): Promise<OpaResult<{ wasm: Uint8Array; entrypoints: string[] }>>;
  annotations(sources: RegoSource[], options?: CheckOptions): Promise<OpaResult<OpaAnnotation[]>>;
  /** `compile` and `annotations` at the price of one start. */
  prepare(
    sources: RegoSource[],
    options: CheckOptions & { entrypoints: string[] },
  ): Promise<OpaResult<{ wasm: Uint8Array; annotations: OpaAnnotation[] }>>;
  /** A run that finds no test is the error `opa_no_tests`. */
  test(sources: RegoSource[], options?: TestOptions): Promise<OpaResult<{ tests: OpaTest[] }>>;
  coverage(
    sources: RegoSource[],
    options?: TestOptions,
  ): Promise<OpaResult<{ tests: OpaTest[]; files: Record<string, OpaFileCoverage>; percent: number }>>;
}

export interface OpaOptions {
  /** The folder with opa.wasm.br, opa.json and run-opa.mjs; default: this package's `vendor`. */
  home?: string;
  /** Where the decompressed module is kept; without it, each call decompresses it anew. */
  cacheDir?: string;
  /** For one call; default 60 s. */
  timeoutMs?: number;
}

type Answer = { value?: unknown; errors?: OpaError[] };

export function createOpa(options: OpaOptions = {}): Opa {
  const home = options.home ?? fileURLToPath(new URL('../vendor/', import.meta.url));

  return {
    version: () => one({ do: 'version' }),
    capabilities: () => one({ do: 'capabilities' }),
    check: (sources, more = {}) => one({ do: 'check', sources, ...more }),
    format: (sources) => one({ do: 'format', sources }),
    annotations: (sources, more = {}) => one({ do: 'annotations', sources, ...more }),
    test: (sources, { timeoutMs, ...more } = {}) => one({ do: 'test', sources, ...more }, timeoutMs),
    coverage: (sources, { timeoutMs, ...more } = {}) => one({ do: 'coverage', sources, ...more }, timeoutMs),

    async compile(sources, more) {
      const compiled = await one<{ wasm: string; entrypoints: string[] }>({
        do: 'compile',
        sources,
        ...more,
      });
      return compiled.ok
        ? { ok: true, value: { ...compiled.value, wasm: decode(compiled.value.wasm) } }
        : compiled;
    },

    async prepare(sources, more) {
      const asked = [
        { do: 'compile', sources, ...more },
        { do: 'annotations', sources, ...more },
      ];
      const answers = await ask(asked);
      if (!answers.ok) return answers;
      const [compiled, annotations] = answers.value.map(readAnswer) as [
        OpaResult<{ wasm: string }>,
        OpaResult<OpaAnnotation[]>,
      ];
      if (!compiled.ok) return compiled;
      if (!annotations.ok) return annotations;
      return { ok: true, value: { wasm: decode(compiled.value.wasm), annotations: annotations.value } };
    },
  };

  async function one<T>(operation: object, timeoutMs?: number): Promise<OpaResult<T>> {
    const answers = await ask([operation], timeoutMs);
    return answers.ok ? (readAnswer(answers.value[0] as Answer) as OpaResult<T>) : answers;
  }

  async function ask(
    operations: object[],
    timeoutMs = options.timeoutMs ?? 60_000,
  ): Promise<OpaResult<Answer[]>> {
    const module = await loadModule(home, options.cacheDir);
    try {
      const child = await runChild({
        home,
        module: module.file,
        request: JSON.stringify({ operations }),
        timeoutMs,
      });
      return readAnswers(child, operations.length);
    } finally {
      await module.release();
    }
  }
}

function readAnswers(child: Awaited<ReturnType<typeof runChild>>, expected: number): OpaResult<Answer[]> {
  if (!child.ok) return child;
  try {
    const { answers } = JSON.parse(child.value) as { answers?: unknown };
    if (Array.isArray(answers) && answers.length === expected)
      return { ok: true, value: answers as Answer[] };
  } catch {
    // Falls through: an answer that is cut off is no answer.
  }
  return { ok: false, errors: [{ code: 'opa_crashed', message: 'OPA gave no readable answer' }] };
}

function readAnswer(answer: Answer): OpaResult<unknown> {
  if (answer.errors !== undefined && answer.errors.length > 0) return { ok: false, errors: answer.errors };
  if (answer.value !== undefined) return { ok: true, value: answer.value };
  return { ok: false, errors: [{ code: 'opa_crashed', message: 'OPA answered with nothing' }] };
}

function decode(wasm: string): Uint8Array {
  return new Uint8Array(Buffer.from(wasm, 'base64'));
}

/** What compiles, as text: OPA's version and the SHA-256 of its module. It belongs into the key of any cache. */
export async function compilerIdentity(
  home = fileURLToPath(new URL('../vendor/', import.meta.url)),
): Promise<string> {
  return readFile(`${home}/opa.json`, 'utf8');
}
