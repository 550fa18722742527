import type { Annotation } from '@gatehouse/policy';
import { type PolicyProblem, problem, start } from './problem.ts';
import type { Module } from './syntax.ts';

const file = 'data/frameworks.yaml';

/**
 * Whether each reference names a framework that data/frameworks.yaml knows, and a section of the form that this
 * framework uses. Frameworks without a pattern are told, because they would let everything pass.
 */
export function lintReferences(
  modules: readonly Module[],
  annotations: readonly Annotation[],
  frameworks: unknown,
): PolicyProblem[] {
  const known = Object.entries(fields(frameworks));
  const patterns = new Map(known.map(([name, about]) => [name, patternOf(fields(about).pattern)]));
  const broken = known.flatMap(([name, about]) =>
    lintFramework(name, fields(about), patterns.get(name) ?? null),
  );
  const paths = new Set(modules.map(({ path }) => path));
  const wrong = annotations
    .filter((one) => paths.has(one.file))
    .flatMap((one) =>
      list(fields(fields(one.annotations).custom).references)
        .map(fields)
        // What is no text at all is told as `policy.references`.
        .filter(({ framework, section }) => typeof framework === 'string' && typeof section === 'string')
        .flatMap(({ framework, section }) => lintReference(one, framework as string, section as string)),
    );
  return [...broken, ...wrong];

  function lintReference(one: Annotation, framework: string, section: string): PolicyProblem[] {
    const at = { line: one.row, column: 1 };
    const pattern = patterns.get(framework);
    if (pattern === undefined) {
      const remedy = `Correct it, or describe the framework in policies/${file}. Known: ${[...patterns.keys()].join(', ')}.`;
      return [problem('framework_unknown', one.file, at, `nobody knows the framework ${framework}`, remedy)];
    }
    if (pattern === null || pattern.test(section)) return [];
    const message = `${framework} has no section such as ${section}`;
    return [problem('section_malformed', one.file, at, message, `Write one as ${pattern.source} asks.`)];
  }
}

function lintFramework(
  name: string,
  { sections }: Record<string, unknown>,
  pattern: RegExp | null,
): PolicyProblem[] {
  if (pattern === null) {
    const message = `${name} has no pattern, or one that is no regular expression`;
    return [problem('framework_pattern', file, start, message, 'Write `pattern:` for its sections.')];
  }
  return Object.keys(fields(sections))
    .filter((section) => !pattern.test(section))
    .map((section) =>
      problem('section_malformed', file, start, `${name} has no section such as ${section}`, 'Correct it.'),
    );
}

function patternOf(text: unknown): RegExp | null {
  if (typeof text !== 'string' || text === '') return null;
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    return null;
  }
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
