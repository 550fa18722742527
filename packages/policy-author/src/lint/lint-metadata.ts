import { type Annotation, changeGate } from '@gatehouse/policy';
import { faultOfGround } from './lint-ground.ts';
import { spotOfRule } from './places.ts';
import { type PolicyProblem, problem } from './problem.ts';
import { hasSchemaPath } from './schema-path.ts';
import { type Module, nameOf, packageOf, textOf } from './syntax.ts';

/** Whether each rule of a gate says all that docs, messages and reports are made from. */
export function lintMetadata(
  modules: readonly Module[],
  annotations: readonly Annotation[],
  schemas: { facts: object; change: object },
): PolicyProblem[] {
  const codes = new Map<unknown, string>();
  const known = new Set(
    annotations.map(
      ({ annotations: { custom } }: { annotations: { custom?: unknown } }) => fields(custom).code,
    ),
  );
  return modules.flatMap((module) => {
    const gate = packageOf(module).match(/^gates\.([a-z0-9_]+)$/)?.[1];
    if (gate === undefined) return [];
    const about = annotations.find(({ path, scope }) => path === `gates.${gate}` && scope === 'package');
    return [
      ...lintTexts(module, about?.row ?? 1, about?.annotations, ['title', 'description'], `the gate ${gate}`),
      ...rulesOf(module).flatMap(({ key, line }) => {
        const own = annotations.filter(({ path }) => path === `gates.${gate}.rules.${key}`);
        const schema = gate === changeGate ? schemas.change : schemas.facts;
        return lintRule({ module, gate, key, line }, own, { codes, known }, schema);
      }),
    ];
  });
}

interface Subject {
  module: Module;
  gate: string;
  key: string;
  line: number;
}

/** The rules of a gate, `rules.<key>`; an empty key for one that has none. */
export function rulesOf(module: Module): { key: string; line: number }[] {
  const keys = (module.rules ?? [])
    .filter((rule) => nameOf(rule) === 'rules')
    .map(({ head }) => (head.ref[1]?.type === 'string' ? textOf(head.ref[1]) : ''));
  return [...new Set(keys)].map((key) => ({ key, line: spotOfRule(module.text, key).line }));
}

function lintRule(
  { module, gate, key, line }: Subject,
  own: readonly Annotation[],
  { codes, known }: { codes: Map<unknown, string>; known: ReadonlySet<unknown> },
  schema: object,
): PolicyProblem[] {
  const say = (reason: string, message: string, remedy: string) =>
    problem(reason, module.path, { line: own[0]?.row ?? line, column: 1 }, message, remedy);
  if (!/^[a-z][a-z0-9_]*$/.test(key))
    return [say('rule_key', `a rule has no plain name`, 'Name it: `rules.<name> := result.each(…)`.')];
  const code = `${gate}.${key}`;
  const [first] = own;
  if (first === undefined)
    return [
      say('rule_undescribed', `${code} has no METADATA`, 'Describe it in a block # METADATA above it.'),
    ];
  const about = first.annotations as Record<string, unknown>;
  const custom = fields(about.custom);
  const problems = [
    ...lintTexts(module, first.row, about, ['title', 'description'], code),
    ...lintTexts(module, first.row, custom, ['message', 'remedy'], code),
  ];
  if (custom.code !== code)
    problems.push(
      say('code_differs', `${code} calls itself ${String(custom.code)}`, `Write \`code: ${code}\`.`),
    );
  const other = codes.get(custom.code);
  if (other !== undefined)
    problems.push(
      say('code_twice', `the code ${String(custom.code)} is that of ${other} too`, 'One code, one rule.'),
    );
  codes.set(custom.code, code);
  if (!['block', 'wait', 'warn'].includes(String(custom.severity)))
    problems.push(
      say('severity', `${code} has no severity that is known`, 'Write `severity: block`, `wait` or `warn`.'),
    );
  if (typeof (custom.waivable ?? true) !== 'boolean')
    problems.push(
      say('waivable', `${code}: waivable is neither true nor false`, 'Write `waivable: false`, or nothing.'),
    );
  return [
    ...problems,
    ...lintReferences(),
    ...lintDependencies(),
    ...lintGround(),
    ...lintCauses(),
    ...lintDates(),
  ];

  function lintCauses(): PolicyProblem[] {
    const causes = custom.follows === undefined ? [] : list(custom.follows);
    const unknown = causes.filter((cause) => cause === code || !known.has(cause));
    return [...(causes.length === 0 && custom.follows !== undefined ? ['nothing'] : []), ...unknown].map(
      (cause) =>
        say(
          'cause_unknown',
          `${code} follows from ${String(cause)}, which is no other rule`,
          'Write `follows:` with the codes of the rules whose findings are the cause.',
        ),
    );
  }

  function lintReferences(): PolicyProblem[] {
    const references = Array.isArray(custom.references) ? custom.references.map(fields) : [];
    const whole = references.every(({ framework, section }) => isText(framework) && isText(section));
    if (references.length > 0 && whole) return [];
    const message = `${code} does not say which requirements it serves`;
    return [say('references', message, 'Write `references:` with `- {framework: …, section: …}`.')];
  }

  function lintDependencies(): PolicyProblem[] {
    const paths = Array.isArray(custom.depends_on) ? custom.depends_on.map(String) : [];
    if (paths.length === 0)
      return [
        say('depends_on', `${code} does not say which facts it looks at`, 'Write `depends_on: [release.…]`.'),
      ];
    return paths
      .filter((path) => !hasSchemaPath(schema, path.split('.')))
      .map((path) =>
        say(
          'dependency_unknown',
          `${code} depends on ${path}, which the facts do not have`,
          'Correct `depends_on`.',
        ),
      );
  }

  function lintGround(): PolicyProblem[] {
    const fault = faultOfGround(code, custom.ground, list(custom.depends_on).map(String));
    return fault === null ? [] : [say(fault.reason, fault.message, fault.remedy)];
  }

  function lintDates(): PolicyProblem[] {
    const { effective_on, retires_on } = custom;
    if (isDate(effective_on) && isDate(retires_on) && String(retires_on) <= String(effective_on))
      return [say('date', `${code} retires before it is in force`, 'Let `retires_on` be a later day.')];
    return ['effective_on', 'retires_on']
      .filter((field) => custom[field] !== undefined && !isDate(custom[field]))
      .map((field) =>
        say('date', `${code}: ${field} is not a date`, `Write \`${field}: "2026-11-23"\`, with quotes.`),
      );
  }
}

function lintTexts(
  module: Module,
  line: number,
  about: object | undefined,
  wanted: readonly string[],
  whose: string,
): PolicyProblem[] {
  return wanted
    .filter((field) => !isText(fields(about)[field]))
    .map((field) => {
      const message = `${whose} lacks ${field}`;
      return problem(
        'metadata',
        module.path,
        { line, column: 1 },
        message,
        `Write \`${field}:\` in its METADATA.`,
      );
    });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
