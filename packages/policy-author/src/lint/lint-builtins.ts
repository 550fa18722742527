import { spotsOf } from './places.ts';
import { type PolicyProblem, problem, start } from './problem.ts';
import { asCall, dotted, importedNames, type Module, nameOf, nodesOf, rulesOfPackage } from './syntax.ts';

/** `print` is for trying things out; a policy that judges is compiled without it. */
export function lintPrint({ path, text }: { path: string; text: string }): PolicyProblem[] {
  return spotsOf(text, /(?<![\w.])print\(/).map((place) =>
    problem('print', path, place, 'a `print` was left behind', 'Take it out.'),
  );
}

/** Whether a module calls only what OPA's wasm brings itself: no clock, randomness or network. */
export function lintBuiltins(module: Module, allowed: ReadonlySet<string>): PolicyProblem[] {
  const own = new Set(['data', ...importedNames(module), ...rulesOfPackage(module).map(nameOf)]);
  const called = [...nodesOf([module.rules])]
    .map((node) => dotted(asCall(node)?.operator))
    .filter((name) => name !== null)
    .filter((name) => !own.has(name.split('.')[0] as string) && !allowed.has(name));
  return [...new Set(called)].flatMap((name) => {
    const places = spotsOf(module.text, new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}\\(`));
    const [code, message, remedy] = explain(name);
    return (places.length > 0 ? places : [start]).map((place) =>
      problem(code, module.path, place, message, remedy),
    );
  });
}

function explain(name: string): [code: string, message: string, remedy: string] {
  if (name === 'sprintf')
    return [
      'builtin_forbidden',
      '`sprintf` makes text, and findings are data',
      'Give params; METADATA makes the text.',
    ];
  const remedy = 'Use only what packages/opa/vendor/capabilities.json lists; time is `input.now`.';
  return ['builtin_forbidden', `\`${name}\` is not a builtin that a policy may use`, remedy];
}
