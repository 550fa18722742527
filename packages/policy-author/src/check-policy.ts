import { GatehouseError } from '@gatehouse/contracts';
import type { Engine } from '@gatehouse/judge';
import { capabilities, type OpaError, type OpaResult, type RegoSource } from '@gatehouse/opa';
import { readFactsSchemas, schemaScopes } from './facts-schema.ts';
import { spelt } from './format-rego.ts';
import { lintPolicy } from './lint/lint-policy.ts';
import type { PolicyProblem } from './lint/problem.ts';
import { parseOperation, readModules } from './lint/read-modules.ts';
import { openOpa, type WorkPolicy } from './work-policy.ts';

export interface PolicyCheck {
  problems: PolicyProblem[];
  /** How much was looked at. */
  modules: number;
  gates: number;
  rules: number;
}

/**
 * OPA's own checks, strict and against the schema of the facts, then our rules about policies. Throws `policy.crashed`
 * where OPA gave no answer.
 */
export async function checkPolicy(
  engine: Engine,
  { files, sources, judging, added, policy }: WorkPolicy,
): Promise<PolicyCheck> {
  const allowed = await capabilities(engine.files.opa);
  const schemas = await readFactsSchemas(engine);
  const opa = await openOpa(engine);
  // Two processes: OPA in wasm uses one core.
  const [checks, texts] = await Promise.all([
    opa.batch([
      {
        do: 'check',
        sources: [...sources, ...added, ...schemaScopes(judging)],
        strict: true,
        schemas: { 'schema.facts': schemas.facts, 'schema.change': schemas.change },
      },
    ]),
    opa.batch([
      parseOperation(judging, allowed),
      { do: 'format', sources },
      { do: 'annotations', sources: [...judging, ...added] },
    ]),
  ]);
  const [checked] = answered(checks);
  const [parsed, byFormatter, annotations] = answered(texts);
  const formatted = spelt(byFormatter);

  // What can not be parsed fails all of them, and is told once.
  const refused = [formatted, checked, annotations].find((one) => !one.ok);
  const modules = formatted.ok ? readModules(judging, parsed) : [];
  const found = lintPolicy({
    modules,
    tests: sources.filter(({ path }) => path.endsWith('_test.rego')),
    annotations: annotations.ok ? annotations.value : null,
    paths: Object.keys(files),
    schemas,
    data: policy.data,
    builtins: allowed.builtins.map(({ name }) => name),
  });
  const told = new Set(found.map(({ file, line }) => `${file}:${line}`));
  const byOpa = (refused?.ok === false ? refused.errors : []).map(fromOpa);
  const described = annotations.ok ? annotations.value.map(({ path }) => path) : [];
  return {
    problems: [
      ...byOpa.filter(({ file, line }) => !told.has(`${file}:${line}`)),
      ...(formatted.ok ? found : []),
      ...unformatted(files, formatted.ok ? formatted.value : []),
    ],
    modules: sources.length,
    gates: described.filter((path) => /^gates\.[^.]+$/.test(path)).length,
    rules: described.filter((path) => /^gates\.[^.]+\.rules\.[^.]+$/.test(path)).length,
  };
}

/** Files that are not written as OPA writes them. */
export function unformatted(files: WorkPolicy['files'], formatted: readonly RegoSource[]): PolicyProblem[] {
  return formatted
    .filter(({ path, text }) => files[path] !== text)
    .map(({ path }) => ({
      code: 'policy.format',
      file: path,
      line: 1,
      column: 1,
      message: 'it is not written as `gate policy fmt` writes it',
      remedy: 'Run pnpm gate policy fmt.',
    }));
}

function fromOpa({ code, message, file = 'main.rego', row = 1, column = 1 }: OpaError): PolicyProblem {
  const clash = /^(conflicting|multiple default) rules /.test(message);
  const remedy = clash
    ? 'A name is one value, one set or one function: give one of them another name.'
    : message.startsWith('undefined function')
      ? 'Correct its name or import it. Of the builtins of OPA, only those that its WebAssembly has may be used.'
      : (explanations[code] ?? 'See https://www.openpolicyagent.org/docs/policy-language');
  return { code: `policy.${code}`, file, line: row, column, message, remedy };
}

const explanations: Record<string, string> = {
  rego_type_error:
    'Names below `input` are those of packages/contracts/schemas/facts.json (in the gate `change`: change-facts.json).',
  rego_unsafe_var_error: 'Bind it first: `some x in …` or `x := …`.',
  rego_parse_error: 'Correct the syntax.',
};

/** The results of a batch. Throws where OPA gave no answer at all. */
export function answered<T>(result: OpaResult<T>): T {
  if (result.ok) return result.value;
  const [{ message } = { message: 'OPA gave no reason' }] = result.errors;
  throw new GatehouseError('policy.crashed', message, {
    hint: 'Nothing was checked. Run it again; if it stays so, this is a bug.',
  });
}
