import { asIteration, type BuiltFields, builtFields } from './built-fields.ts';
import { eagerRefs, showRef } from './eager-refs.ts';
import {
  type Comprehension,
  dotted,
  type Expression,
  importedNames,
  type Module,
  nameOf,
  nodesOf,
  parts,
  type Rule,
  rulesOfPackage,
  type Term,
  textOf,
} from './syntax.ts';

export interface Negation {
  /** The name that follows `not`; empty where none does. */
  lead: string;
  /** The reference that is not safe to be computed outside of the `not`; null where there is none. */
  lost: string | null;
}

interface Scope {
  /** Names that are no variables: rules and imports. */
  global: ReadonlySet<string>;
  lists: BuiltFields;
  /** Fields that items are sure to have, by variable, because this module itself builds them. */
  built: BuiltFields;
  /** In a helper: its arguments, which are whole objects, and `input`. A helper that is undefined has proven nothing. */
  whole: ReadonlySet<string>;
  /** References without which the body has no result anyway. */
  proven: readonly string[];
}

/** Every negation of a module, in the order of its source. */
export function findLostNegations(module: Module): Negation[] {
  const { rules = [] } = module;
  const all = rulesOfPackage(module);
  const global = new Set([...importedNames(module), ...all.map(nameOf)]);
  const scope = { global, lists: builtFields(all), built: {}, whole: new Set<string>(), proven: [] };
  return rules.flatMap((rule) => inRule(rule, scope));
}

function inRule(rule: Rule, outer: Scope): Negation[] {
  const whole = new Set([...outer.whole, ...argumentsOf(rule)]);
  const scope = enter(rule.body, null, { ...outer, whole });
  return [
    ...inTerms([rule.head.key, rule.head.value], scope),
    ...inBody(rule.body, scope),
    ...(rule.else ? inRule(rule.else, { ...outer, whole }) : []),
  ];
}

function argumentsOf({ head }: Rule): string[] {
  if (head.args === undefined) return [];
  const names = [...nodesOf(head.args)].filter(({ type }) => type === 'var');
  return ['input', ...names.map(({ value }) => value as string)];
}

function inTerms(terms: unknown, scope: Scope): Negation[] {
  if (Array.isArray(terms)) return terms.flatMap((one) => inTerms(one, scope));
  if (typeof terms !== 'object' || terms === null) return [];
  const node = terms as Record<string, unknown>;
  if (typeof node.type === 'string' && node.type.endsWith('comprehension')) {
    const { term, key, value, body } = node.value as Comprehension;
    const inner = enter(body, textOf(term), scope);
    return [...inTerms([term, key, value], inner), ...inBody(body, inner)];
  }
  // `every item in domain { body }`
  if (Array.isArray(node.body)) {
    const body = node.body as Expression[];
    return [...inTerms(node.domain, scope), ...inBody(body, enter(body, null, scope))];
  }
  return Object.values(node).flatMap((below) => inTerms(below, scope));
}

function inBody(body: readonly Expression[], scope: Scope): Negation[] {
  return body.flatMap((expression) => [
    ...(expression.negated ? [{ lead: leadOf(expression), lost: lostIn(expression, scope) }] : []),
    ...inTerms(expression.terms, scope),
    ...inTerms(expression.with, scope),
  ]);
}

function lostIn(expression: Expression, scope: Scope): string | null {
  const unsafe = eagerRefs(expression).find((ref) => !isSafe(ref, scope));
  return unsafe ? showRef(unsafe) : null;
}

function isSafe(ref: Term, { global, built, whole, proven }: Scope): boolean {
  const [root, field, ...more] = parts(ref);
  const name = textOf(root);
  if (field === undefined || whole.has(name) || global.has(name)) return true;
  // What stands in policies/data under a fixed name is the policy's own.
  if (name === 'data' && [field, ...more].every(({ type }) => type === 'string')) return true;
  if (more.length === 0 && built[name]?.includes(textOf(field))) return true;
  const shown = showRef(ref);
  return proven.some((one) => one === shown || one.startsWith(`${shown}.`) || one.startsWith(`${shown}[`));
}

// What a body needs in any case, except to make the finding that it yields: that would be lost just the same.
function enter(body: readonly Expression[], yielded: string | null, outer: Scope): Scope {
  const needed = body.filter((one) => !one.negated && !(yielded && assigns(one, yielded)));
  const items = needed.map(asIteration).filter((one) => one !== null);
  return {
    ...outer,
    built: {
      ...outer.built,
      ...Object.fromEntries(items.map(({ item, list }) => [item, outer.lists[textOf(list)] ?? []])),
    },
    proven: [...outer.proven, ...needed.flatMap((one) => eagerRefs(one, true)).map(showRef)],
  };
}

function assigns({ terms }: Expression, name: string): boolean {
  return Array.isArray(terms) && dotted(terms[0]) === 'assign' && textOf(terms[1]) === name;
}

const infix = /^(?:eq|equal|neq|lt|lte|gt|gte|plus|minus|mul|div|rem|and|or|internal\.member_[23])$/;

function leadOf({ terms }: Expression): string {
  if (Array.isArray(terms)) return leadOfCall(terms);
  return 'type' in terms ? leadOfTerm(terms) : '';
}

function leadOfCall([operator, first]: readonly Term[]): string {
  return infix.test(dotted(operator) ?? '') ? leadOfTerm(first) : textOf(parts(operator)[0]);
}

function leadOfTerm(term: Term | undefined): string {
  if (term?.type === 'call') return leadOfCall(parts(term));
  return term?.type === 'var' ? textOf(term) : textOf(parts(term)[0]);
}
