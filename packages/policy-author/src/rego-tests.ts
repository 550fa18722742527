import { GatehouseError } from '@gatehouse/contracts';
import type { Engine } from '@gatehouse/judge';
import type { Opa, OpaFileCoverage, OpaTest, RegoSource } from '@gatehouse/opa';
import { policyError } from '@gatehouse/policy';
import { openOpa, readExamples, type WorkPolicy } from './work-policy.ts';

export interface RegoRun {
  tests: OpaTest[];
  /** By file: rows that any test reached, and those that none did. Empty unless asked for. */
  files: Record<string, OpaFileCoverage>;
}

/**
 * Runs the tests in Rego, in as many processes as there are processors: OPA in wasm uses one core. With `cover`, each
 * file of tests has a process of its own, because covering takes ten times as long and more memory than one has.
 * `run` is a regular expression over full names, such as `data.gates.review_test.test_…`. Throws `policy.invalid`.
 */
export async function runRegoTests(
  engine: Engine,
  work: WorkPolicy,
  { run, cover = false }: { run?: string; cover?: boolean } = {},
): Promise<RegoRun> {
  const opa = await openOpa(engine);
  const suites = work.sources.filter((source) => isSuite(source) && isWanted(source, run));
  const helpers = [...work.sources.filter((source) => !isSuite(source)), ...work.added];
  const data = { ...work.policy.data, examples: readExamples(work.files) };
  const groups = cover ? suites.map((suite) => [suite]) : dealOut(suites, engine.processors);
  const runs = await inParallel(groups, engine.processors, (group) =>
    runGroup(opa, cover ? 'coverage' : 'test', [...helpers, ...group], { data, ...(run ? { run } : {}) }),
  );
  return {
    tests: runs.flatMap(({ tests }) => tests).sort(byPlace),
    files: joinCoverage(runs.map(({ files }) => files)),
  };
}

async function runGroup(
  opa: Opa,
  operation: 'test' | 'coverage',
  sources: RegoSource[],
  options: { data: object; run?: string },
): Promise<RegoRun> {
  const result = await opa[operation](sources, options);
  if (result.ok) return { files: {}, ...result.value };
  // With a filter, a group may have nothing to run.
  if (options.run !== undefined && result.errors[0]?.code === 'opa_no_tests') return { tests: [], files: {} };
  throw policyError(result.errors);
}

/** A file that has tests; the others, such as lib/testing_test.rego, help them. */
export function isSuite({ path, text }: RegoSource): boolean {
  return path.endsWith('_test.rego') && /^test_\w+/m.test(text);
}

// A filter that names no test of a file saves starting OPA for it.
function isWanted({ text }: RegoSource, run: string | undefined): boolean {
  if (run === undefined) return true;
  const [, name] = text.match(/^package\s+([\w.]+)/m) ?? [];
  const pattern = parsePattern(run);
  return [...text.matchAll(/^test_\w+/gm)].some(([test]) => pattern.test(`data.${name}.${test}`));
}

function parsePattern(run: string): RegExp {
  try {
    return new RegExp(run);
  } catch (cause) {
    throw new GatehouseError('usage.value', `--filter: ${(cause as Error).message}`, {
      hint: 'It is a regular expression over names such as data.gates.review_test.test_the_sample_passes.',
      cause,
    });
  }
}

/** The largest first, each to whoever has least. */
export function dealOut(suites: readonly RegoSource[], hands: number): RegoSource[][] {
  const groups = Array.from({ length: Math.min(hands, suites.length) }, () => [] as RegoSource[]);
  const load = (group: readonly RegoSource[]) => group.reduce((sum, { text }) => sum + text.length, 0);
  for (const suite of [...suites].sort((one, other) => other.text.length - one.text.length)) {
    groups.sort((one, other) => load(one) - load(other))[0]?.push(suite);
  }
  return groups;
}

async function inParallel<T, R>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, worker));
  return results;
}

function joinCoverage(runs: readonly Record<string, OpaFileCoverage>[]): Record<string, OpaFileCoverage> {
  const paths = [...new Set(runs.flatMap((files) => Object.keys(files)))].sort();
  return Object.fromEntries(
    paths.map((path) => {
      const all = runs.flatMap((files) => files[path] ?? []);
      const covered = new Set(all.flatMap((one) => one.covered));
      const notCovered = new Set(all.flatMap((one) => one.notCovered).filter((row) => !covered.has(row)));
      return [path, { covered: ascending(covered), notCovered: ascending(notCovered) }];
    }),
  );
}

function ascending(rows: ReadonlySet<number>): number[] {
  return [...rows].sort((one, other) => one - other);
}

function byPlace(one: OpaTest, other: OpaTest): number {
  return one.file === other.file ? one.row - other.row : one.file < other.file ? -1 : 1;
}
