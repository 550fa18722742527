import type { Annotation } from '@gatehouse/policy';
import { rulesOf } from './lint-metadata.ts';
import { type PolicyProblem, problem } from './problem.ts';
import {
  asCall,
  dotted,
  type Module,
  nameOf,
  nodesOf,
  packageOf,
  type Rule,
  rulesOfPackage,
  type Term,
  textOf,
} from './syntax.ts';

/** Whether `{name}` in the message and remedy of a rule is a param that each of its findings gives. */
export function lintParams(module: Module, annotations: readonly Annotation[]): PolicyProblem[] {
  const gate = packageOf(module);
  if (!gate.startsWith('gates.')) return [];
  return rulesOf(module).flatMap(({ key, line }) => {
    const about = annotations.find(({ path }) => path === `${gate}.rules.${key}`);
    const { message, remedy } = ((about?.annotations as { custom?: object })?.custom ?? {}) as Record<
      string,
      unknown
    >;
    const named = [...`${message} ${remedy}`.matchAll(/\{([a-z_][a-z0-9_]*)\}/g)].map(
      ([, name]) => name as string,
    );
    const findings = findingsOf(key, module);
    return [...new Set(named)]
      .filter((name) => name !== 'subject' && findings.some((params) => !params.includes(name)))
      .map((name) => {
        const said = `${key} shows {${name}}, which not every finding of it gives`;
        const at = { line: about?.row ?? line, column: 1 };
        return problem(
          'param_unknown',
          module.path,
          at,
          said,
          `Give \`"${name}": …\` in the params, or take it out.`,
        );
      });
  });
}

/** The names of the params of each finding that a rule can make, itself or through other rules of its module. */
function findingsOf(key: string, module: Module): string[][] {
  const rules = rulesOfPackage(module);
  const reached = new Set(
    rules.filter(({ head: { ref } }) => textOf(ref[0]) === 'rules' && textOf(ref[1]) === key),
  );
  for (const rule of reached) {
    const names = new Set([...nodesOf(rule)].filter(({ type }) => type === 'var').map(({ value }) => value));
    for (const other of rules) if (nameOf(other) !== 'rules' && names.has(nameOf(other))) reached.add(other);
  }
  return [...reached].flatMap(paramsIn);
}

function paramsIn(rule: Rule): string[][] {
  return [...nodesOf(rule)].flatMap((node) => {
    const call = asCall(node);
    if (call === null || !/^finding\.(of|on)$/.test(dotted(call.operator) ?? '')) return [];
    return [keysBelow(call.operands[2], rule)];
  });
}

// Every object that the params are put together from; for a variable, what the rule assigns to it.
function keysBelow(params: Term | undefined, rule: Rule): string[] {
  if (params?.type === 'var')
    return assignedTo(textOf(params), rule).flatMap((term) => keysBelow(term, rule));
  return [...nodesOf(params)]
    .filter(({ type }) => type === 'object')
    .flatMap(({ value }) => (value as [Term, Term][]).map(([name]) => textOf(name)));
}

function assignedTo(name: string, rule: Rule): Term[] {
  return [...nodesOf(rule)].flatMap((node) => {
    const call = asCall(node);
    const [variable, value] = call?.operands ?? [];
    const isAssignment = dotted(call?.operator) === 'assign' && textOf(variable) === name;
    return isAssignment && value && textOf(value) !== name ? [value] : [];
  });
}
