/** Rego as OPA's parser gives it, in JSON: as much of it as our rules about rules look at. */
export interface Module {
  path: string;
  text: string;
  package: { path: Term[] };
  imports?: { path: Term; alias?: string }[];
  rules?: Rule[];
  /** The rules of the other files of its package. */
  beside?: readonly Rule[];
}

export interface Rule {
  head: Head;
  body: Expression[];
  else?: Rule;
}

interface Head {
  ref: Term[];
  args?: Term[];
  key?: Term;
  value?: Term;
}

export interface Expression {
  negated?: boolean;
  terms: Term | Term[] | { symbols: Term[] } | Every;
  with?: { target: Term; value: Term }[];
}

interface Every {
  key?: Term;
  value: Term;
  domain: Term;
  body: Expression[];
}

/** `value` is a text for `var` and `string`, terms for `ref`, `call`, `array` and `set`, and so on. */
export interface Term {
  type: string;
  value: unknown;
}

/** A term below `type: '…comprehension'`. */
export interface Comprehension {
  term?: Term;
  key?: Term;
  value?: Term;
  body: Expression[];
}

/** Such as `gates.rollback`. */
export function packageOf(module: Module): string {
  return module.package.path.slice(1).map(textOf).join('.');
}

/** Names that a module brings in by `import`. */
export function importedNames(module: Module): string[] {
  return (module.imports ?? []).map(({ path, alias }) => alias ?? textOf(parts(path).at(-1)));
}

/** The name of a rule, without brackets and fields: `rules` of `rules.target_missing`. */
export function nameOf(rule: Rule): string {
  return textOf(rule.head.ref[0]);
}

/** The parts of a reference or call; empty for other terms. */
export function parts(term: Term | undefined): Term[] {
  return (term?.type === 'ref' || term?.type === 'call') && Array.isArray(term.value)
    ? (term.value as Term[])
    : [];
}

/** The text of a name or string; empty for other terms. */
export function textOf(term: Term | undefined): string {
  return typeof term?.value === 'string' ? term.value : '';
}

/** A reference of names alone, such as `object.get`; null where it has brackets with something else. */
export function dotted(term: Term | undefined): string | null {
  if (term?.type === 'var') return textOf(term);
  const found = parts(term);
  const plain = term?.type === 'ref' && found.slice(1).every(({ type }) => type === 'string');
  return plain ? found.map(textOf).join('.') : null;
}

/** Every node below, in the order of the source; sorted sets and objects keep the order that the parser gives. */
export function* nodesOf(node: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(node)) {
    for (const item of node) yield* nodesOf(item);
  } else if (typeof node === 'object' && node !== null) {
    yield node as Record<string, unknown>;
    const sorted = Object.entries(node).sort(([one], [other]) => rank(one) - rank(other));
    for (const [, below] of sorted) yield* nodesOf(below);
  }
}

const sourceOrder = [
  'head',
  'ref',
  'args',
  'key',
  'term',
  'value',
  'domain',
  'body',
  'terms',
  'with',
  'else',
];
const rank = (field: string) => sourceOrder.indexOf(field);

/** Whether a node is a call, as a term or as a whole expression; its operator and operands. */
export function asCall(node: Record<string, unknown>): { operator: Term; operands: Term[] } | null {
  const list =
    node.type === 'call' ? node.value : Array.isArray(node.terms) && 'index' in node ? node.terms : null;
  if (!Array.isArray(list) || list.length === 0) return null;
  const [operator, ...operands] = list as Term[];
  return { operator: operator as Term, operands };
}

/** The rules of all files of the module's package. */
export function rulesOfPackage({ rules = [], beside = [] }: Module): Rule[] {
  return [...rules, ...beside];
}

/** Each module with what stands beside it in its package. */
export function joinPackages(modules: readonly Module[]): Module[] {
  return modules.map((module) => {
    const others = modules.filter((other) => other !== module && packageOf(other) === packageOf(module));
    return { ...module, beside: others.flatMap(({ rules = [] }) => rules) };
  });
}
