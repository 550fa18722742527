import type { Catalogue, CatalogueRule, ChangeFacts, FactsSignoff } from '@gatehouse/contracts';
import type { GovernanceReport, JudgedGovernance } from './check-report.ts';
import { fillIn } from './fill-in.ts';

/** The report on a judged change of governed files. `explain`: why a sign-off counts or not, in words. Pure. */
export function reportGovernance(
  { facts, decision }: JudgedGovernance,
  catalogue: Catalogue,
  explain: (reason: string) => string,
): GovernanceReport {
  const rules = new Map(catalogue.gates.flatMap((gate) => gate.rules.map((rule) => [rule.code, rule])));
  return {
    release: decision.release,
    digest: facts.digest,
    verdict: decision.verdict,
    changed: facts.changed,
    findings: inOrder(
      decision.gates.flatMap((gate): GovernanceReport['findings'] => [
        ...gate.findings.map(({ code, severity, subject, params, effective_on }) => ({
          ...{ code, severity },
          message: `${fillIn(rules.get(code)?.message ?? code, { ...params, subject })}${effective_on === undefined ? '' : ` (blocks from ${effective_on})`}`,
          remedy: fillIn(rules.get(code)?.remedy ?? '', { ...params, subject }),
        })),
        ...gate.rules
          .filter(({ status }) => status === 'not_evaluated')
          .map(({ code }) => silent(code, rules.get(code))),
      ]),
    ),
    quorum: decision.quorum,
    candidates: candidatesOf(facts).map((one) => ({ ...one, explanation: explain(one.reason) })),
    rules: decision.gates.flatMap((gate) => gate.rules),
  };
}

/** A rule that looked at nothing has not passed. */
function silent(code: string, rule: CatalogueRule | undefined): GovernanceReport['findings'][number] {
  return {
    ...{ code, severity: 'block' },
    message: `not evaluated: “${rule?.title ?? code}” found nothing to examine`,
    remedy: '',
  };
}

/** Of two answers about one commit, the one that says more: it counts, or at least it is known who signed. */
function candidatesOf({ signoffs }: ChangeFacts): FactsSignoff[] {
  return signoffs.old.map((byOld, index) => {
    const byNew = signoffs.new[index] ?? byOld;
    return byOld.counted || (!byNew.counted && byOld.principal !== null) ? byOld : byNew;
  });
}

/** What blocks comes first. */
function inOrder(findings: GovernanceReport['findings']): GovernanceReport['findings'] {
  const order = ['block', 'wait', 'warn'];
  return findings.sort((one, other) => order.indexOf(one.severity) - order.indexOf(other.severity));
}
