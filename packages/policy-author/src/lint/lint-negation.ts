import { findLostNegations } from './lost-negation.ts';
import { codeOf, type Spot, spotAt } from './places.ts';
import { type PolicyProblem, problem, start } from './problem.ts';
import type { Module } from './syntax.ts';

/**
 * `not f(x.field)` is undefined, not true, where `x` has no such field, because OPA computes the argument outside of
 * the `not`. The rule then finds nothing, and what should have been refused passes.
 */
export function lintNegation(module: Module): PolicyProblem[] {
  const places = negationsIn(module.text);
  return findLostNegations(module).flatMap(({ lead, lost }) => {
    // The parser gives no places, but it keeps the order, and the word that follows tells which one it is.
    const at = places.findIndex((place) => place.lead === lead);
    const [place] = at < 0 ? [] : places.splice(at, 1);
    if (lost === null) return [];
    return [
      problem(
        'negation_lost',
        module.path,
        place ?? start,
        `this \`not\` is undefined, not true, where ${lost} is absent: what it should find is lost`,
        'Negate a helper that takes the whole object: `not is_proven(x)`, with `is_proven(x) if f(x.field)`.',
      ),
    ];
  });
}

function negationsIn(text: string): (Spot & { lead: string })[] {
  return [...codeOf(text).matchAll(/\bnot\s+([A-Za-z_]\w*)?/g)].map((found) => ({
    ...spotAt(text, found.index),
    lead: found[1] ?? '',
  }));
}
