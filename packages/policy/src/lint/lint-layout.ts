import { rulesOf } from './lint-metadata.ts';
import { belowPack, spotsOf } from './places.ts';
import { type PolicyProblem, problem, start } from './problem.ts';
import { type Module, nodesOf, packageOf, type Term, textOf } from './syntax.ts';

interface Source {
  path: string;
  text: string;
}

/** Whether everything stands where it is looked for: packages, tests, examples, and gates in main.rego. */
export function lintLayout(
  modules: readonly Module[],
  tests: readonly Source[],
  paths: readonly string[],
): PolicyProblem[] {
  return [
    ...[...modules, ...tests].flatMap(lintPackage),
    ...lintMain(modules),
    ...lintTests(modules, tests),
    ...lintFolders(modules, paths),
  ];
}

function lintPackage({ path, text }: Source): PolicyProblem[] {
  const name = text.match(/^package\s+([\w.]+)/m)?.[1] ?? '';
  const allowed = packagesFor(path);
  if (allowed.includes(name)) return [];
  const [place = start] = spotsOf(text, /^package\b/m);
  const message = `the package ${name} stands in ${path}`;
  return [problem('package_path', path, place, message, `Call it ${allowed[0]}.`)];
}

// A gate and a profile are their folder; elsewhere each file is a package. A test may be a helper of other tests.
function packagesFor(path: string): string[] {
  const below = belowPack(path);
  const file = below.replace(/\.rego$/, '').replaceAll('/', '.');
  const folder = below.split('/').slice(0, -1).join('.');
  const isTest = below.endsWith('_test.rego');
  if (/^(?:gates|profiles)\//.test(below)) return [isTest ? `${folder}_test` : folder];
  return isTest ? [file, file.replace(/_test$/, '')] : [file];
}

function gatesOf(modules: readonly Module[]): { gate: string; module: Module }[] {
  return modules.flatMap((module) => {
    const gate = packageOf(module).match(/^gates\.([a-z0-9_]+)$/)?.[1];
    return gate === undefined ? [] : [{ gate, module }];
  });
}

function lintMain(modules: readonly Module[]): PolicyProblem[] {
  const main = modules.find(({ path }) => path === 'main.rego');
  if (main === undefined) {
    return [
      problem('main_missing', 'main.rego', start, 'there is no main.rego', 'The host asks `main.decision`.'),
    ];
  }
  const asked = new Set(
    [...nodesOf([main.rules])]
      .filter(({ type, value }) => type === 'ref' && textOf((value as Term[])[1]) === 'rules')
      .map(({ value }) => textOf((value as Term[])[0])),
  );
  return (
    gatesOf(modules)
      // A gate of a pack is added by the host.
      .filter(({ gate, module }) => !asked.has(gate) && belowPack(module.path) === module.path)
      .map(({ gate, module }) => {
        const message = `the gate ${gate} is not part of \`main.decision\`: it does not judge`;
        return problem(
          'gate_unlisted',
          module.path,
          start,
          message,
          `Add \`gates["${gate}"] := ${gate}.rules\` to main.rego.`,
        );
      })
  );
}

function lintTests(modules: readonly Module[], sources: readonly Source[]): PolicyProblem[] {
  return gatesOf(modules).flatMap(({ gate, module }) => {
    const tests = sources.filter(({ path }) => belowPack(path).startsWith(`gates/${gate}/`));
    if (!tests.some(({ text }) => /^test_\w+/m.test(text))) {
      const remedy = `Write gates/${gate}/${gate}_test.rego.`;
      return [problem('gate_untested', module.path, start, `the gate ${gate} has no tests`, remedy)];
    }
    return rulesOf(module)
      .filter(({ key }) => !tests.some(({ text }) => new RegExp(`\\b${key}\\b`).test(text)))
      .map(({ key, line }) => {
        const message = `no test names ${gate}.${key}`;
        const remedy =
          'Test it with its input missing, empty and of the wrong type, and with nothing to examine.';
        return problem('rule_untested', module.path, { line, column: 1 }, message, remedy);
      });
  });
}

function lintFolders(modules: readonly Module[], paths: readonly string[]): PolicyProblem[] {
  const folders = [...new Set(paths.map((path) => belowPack(path).match(/^gates\/([^/]+)\//)?.[1]))].filter(
    (one) => one !== undefined,
  );
  const known = gatesOf(modules).map(({ gate }) => gate);
  const missing = folders
    .filter((folder) => !known.includes(folder))
    .map((folder) => {
      const file = `gates/${folder}/${folder}.rego`;
      return problem('gate_empty', file, start, `the folder gates/${folder} holds no gate`, `Write ${file}.`);
    });
  if (paths.some((path) => /^examples\/[^/]+\.json$/.test(path))) return missing;
  const remedy = 'Add facts that pass: examples/ready.json.';
  return [...missing, problem('examples_missing', 'examples', start, 'there are no examples', remedy)];
}
