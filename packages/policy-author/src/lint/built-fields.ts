import {
  type Comprehension,
  dotted,
  type Expression,
  nameOf,
  parts,
  type Rule,
  type Term,
  textOf,
} from './syntax.ts';

/** By name of a list that a module builds out of objects `{…}`: fields that each of its items is sure to have. */
export type BuiltFields = Readonly<Record<string, readonly string[]>>;

export function builtFields(rules: readonly Rule[]): BuiltFields {
  const lists = new Map<string, Term | null>();
  // A name with several rules, or with an `else`, is not one list.
  for (const rule of rules) {
    const plain = rule.head.args === undefined && !rule.else && !lists.has(nameOf(rule));
    lists.set(nameOf(rule), plain ? (rule.head.value ?? null) : null);
  }
  return Object.fromEntries([...lists.keys()].map((name) => [name, fieldsOfNamed(name, lists, [])]));
}

type Lists = ReadonlyMap<string, Term | null>;

function fieldsOfNamed(name: string, lists: Lists, seen: readonly string[]): string[] {
  const list = lists.get(name);
  return list && !seen.includes(name) ? fieldsOfList(list, lists, [...seen, name]) : [];
}

function fieldsOfList(list: Term, lists: Lists, seen: readonly string[]): string[] {
  switch (list.type) {
    case 'var':
      return fieldsOfNamed(textOf(list), lists, seen);
    case 'arraycomprehension':
    case 'setcomprehension':
      return fieldsOfItem(list.value as Comprehension, lists, seen);
    case 'array':
    case 'set':
      return common((list.value as Term[]).map(keysOf));
    case 'call': {
      const [operator, ...operands] = parts(list);
      const joined = { 'array.flatten': operands[0]?.value as Term[], 'array.concat': operands };
      const all = joined[dotted(operator) as keyof typeof joined];
      return Array.isArray(all) ? common(all.map((one) => fieldsOfList(one, lists, seen))) : [];
    }
    default:
      return [];
  }
}

function fieldsOfItem({ term, body }: Comprehension, lists: Lists, seen: readonly string[]): string[] {
  if (term?.type === 'object') return keysOf(term);
  const source = body.map(asIteration).find((one) => one !== null && one.item === textOf(term));
  return source ? fieldsOfList(source.list, lists, seen) : [];
}

function keysOf(term: Term): string[] {
  return term.type === 'object' ? (term.value as [Term, Term][]).map(([key]) => textOf(key)) : [];
}

function common(all: readonly string[][]): string[] {
  const [first = [], ...others] = all;
  return first.filter((field) => others.every((fields) => fields.includes(field)));
}

/** `some item in list` or `some key, item in list`; null for other expressions. */
export function asIteration({ terms }: Expression): { item: string; list: Term } | null {
  const [operator, ...operands] = parts('symbols' in terms ? terms.symbols[0] : undefined);
  if (!/^internal\.member_[23]$/.test(dotted(operator) ?? '')) return null;
  const [item, list] = operands.slice(-2);
  return { item: textOf(item), list: list as Term };
}
