import { dotted, type Expression, parts, type Term, textOf } from './syntax.ts';

/**
 * References that OPA computes before an expression itself (its stage "rewrite dynamic terms"), so that the whole is
 * undefined where one of them is: arguments of calls and what stands in brackets. Not the sides of `==`, and not what
 * stands below a comprehension. With `itself`, also those that the expression as such needs.
 */
export function eagerRefs(expression: Expression, itself = false): Term[] {
  const { terms } = expression;
  if (Array.isArray(terms)) {
    const [operator, ...operands] = terms;
    const isEquality = ['eq', 'equal'].includes(dotted(operator) ?? '');
    return operands.flatMap((one) => (isEquality && !itself ? inside(one) : below(one)));
  }
  if ('symbols' in terms) return terms.symbols.flatMap(below);
  if ('body' in terms) return below(terms.domain);
  return itself ? below(terms) : inside(terms);
}

function below(term: Term): Term[] {
  return term.type === 'ref' ? [term, ...inside(term)] : inside(term);
}

function inside(term: Term): Term[] {
  switch (term.type) {
    case 'ref':
    case 'call':
      return parts(term).slice(1).flatMap(below);
    case 'array':
    case 'set':
      return (term.value as Term[]).flatMap(below);
    case 'object':
      return (term.value as [Term, Term][]).flat().flatMap(below);
    default:
      return [];
  }
}

/** A reference as people write it. */
export function showRef(ref: Term): string {
  const [root, ...rest] = parts(ref);
  return rest.reduce(
    (text, part) => (part.type === 'string' ? `${text}.${textOf(part)}` : `${text}[${showTerm(part)}]`),
    textOf(root),
  );
}

function showTerm(term: Term): string {
  if (term.type === 'ref') return showRef(term);
  return typeof term.value === 'object' ? '…' : String(term.value);
}
