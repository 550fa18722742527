import { type Annotation, buildCatalogue } from '@gatehouse/policy';
import { renderGatePage } from './gate-page.ts';
import { renderOverview } from './overview-page.ts';
import type { WorkPolicy } from './work-policy.ts';

/**
 * The pages that people read, by path below policies/: README.md over all gates, and one for each. Throws
 * `policy.invalid` where METADATA is incomplete.
 */
export function renderDocs(annotations: readonly Annotation[], work: WorkPolicy): Record<string, string> {
  const catalogue = buildCatalogue(annotations);
  const retired = retirements(annotations);
  return {
    'README.md': renderOverview(catalogue, work),
    ...Object.fromEntries(
      catalogue.gates.map((gate) => [`gates/${gate.gate}/README.md`, renderGatePage(gate, retired)]),
    ),
  };
}

/** The last days of rules that retire, by code. */
function retirements(annotations: readonly Annotation[]): Record<string, string> {
  return Object.fromEntries(
    annotations.flatMap(({ annotations: about }) => {
      const { code, retires_on } = ((about as { custom?: object }).custom ?? {}) as Record<string, unknown>;
      return typeof retires_on === 'string' ? [[String(code), retires_on]] : [];
    }),
  );
}
