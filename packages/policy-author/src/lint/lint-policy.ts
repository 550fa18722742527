import type { Annotation, PolicySources } from '@gatehouse/policy';
import { lintBuiltins, lintPrint } from './lint-builtins.ts';
import { lintData } from './lint-data.ts';
import { lintLayout } from './lint-layout.ts';
import { lintMetadata } from './lint-metadata.ts';
import { lintNegation } from './lint-negation.ts';
import { lintParams } from './lint-params.ts';
import { lintReferences } from './lint-references.ts';
import { lintSaid } from './lint-said.ts';
import { lintTodo } from './lint-todo.ts';
import type { PolicyProblem } from './problem.ts';
import { joinPackages, type Module } from './syntax.ts';

export interface LintInput {
  /** Every Rego file that judges, as OPA's parser gives it. */
  modules: readonly Module[];
  /** The tests, as text. */
  tests: readonly { path: string; text: string }[];
  /** METADATA of the modules that judge; null where OPA refused them, which is told by itself. */
  annotations: readonly Annotation[] | null;
  /** Every file below policies/. */
  paths: readonly string[];
  /** The JSON Schemas, without references, of the facts of a release and of a change of governed files. */
  schemas: { facts: object; change: object };
  /** The data that the rules compare with, that of packs included. */
  data: PolicySources['data'];
  /** Names of the builtins that a policy may use. */
  builtins: readonly string[];
}

/** Our own rules about policies: what OPA can not know. Sorted by place. Pure. */
export function lintPolicy(input: LintInput): PolicyProblem[] {
  const { tests, annotations, paths, schemas, data } = input;
  const modules = joinPackages(input.modules);
  const allowed = new Set(input.builtins);
  const problems = [
    ...lintLayout(modules, tests, paths),
    ...(annotations ? lintMetadata(modules, annotations, schemas) : []),
    ...modules.flatMap((module) => (annotations ? lintParams(module, annotations) : [])),
    ...(annotations ? lintReferences(modules, annotations, data.frameworks) : []),
    ...(annotations ? lintSaid(annotations, data, schemas.facts) : []),
    ...lintData(data, paths),
    ...modules.flatMap(lintNegation),
    ...modules.flatMap((module) => lintBuiltins(module, allowed)),
    ...[...modules, ...tests].flatMap(lintPrint),
    ...[...input.modules, ...tests].flatMap(lintTodo),
  ];
  return problems.sort(byPlace);
}

function byPlace(one: PolicyProblem, other: PolicyProblem): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column || (one.code < other.code ? -1 : 1);
}
