import type { DecisionStatus } from '@gatehouse/contracts';
import type { CheckReport, FindingReport } from '../check-report.ts';
import { findingMarks, gateMarks, verdictMarks } from '../text-parts.ts';
import type { Sentence } from './describe-verdict.ts';
import { escapeHtml } from './markdown-text.ts';

/** HTML that is made already, so that nothing is escaped twice or not at all. */
export interface Html {
  html: string;
}

type Part = Html | string | number | readonly Part[];

/** A template of HTML: what is filled in is escaped, unless it is HTML. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    html: strings
      .map((string, index) => `${string}${index < parts.length ? show(parts[index] as Part) : ''}`)
      .join(''),
  };
}

function show(part: Part): string {
  if (Array.isArray(part)) return part.map(show).join('');
  return typeof part === 'object' ? (part as Html).html : escapeHtml(String(part));
}

export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** A sentence with a capital letter and a full stop; a command is set apart. */
export function sentence({ ours, theirs }: Sentence): Html {
  const start = `${ours.charAt(0).toUpperCase()}${ours.slice(1)}`;
  if (theirs === null) return html`${start}.`;
  const command = theirs.indexOf('pnpm gate ');
  if (command === -1) return html`${start}: ${theirs}${/[.!?…]$/.test(theirs) ? '' : '.'}`;
  return html`${start}: ${theirs.slice(0, command)}${code(theirs.slice(command))}`;
}

/** A sign and a word, so that neither colour nor sign alone says it. */
export function verdictBadge(verdict: CheckReport['verdict']): Html {
  return html`<strong class="badge ${verdict}">${verdictMarks[verdict][0]}</strong>`;
}

export function statusBadge(status: DecisionStatus): Html {
  const word = status.replace('_', ' ');
  return html`<span class="status ${tones[status]}"><span aria-hidden="true">${gateMarks[status][0]}</span> ${word}</span>`;
}

export function severityBadge(severity: FindingReport['severity']): Html {
  const [mark] = findingMarks[severity];
  return html`<span class="status ${toneOf[severity]}"><span aria-hidden="true">${mark}</span> ${words[severity]}</span>`;
}

export interface Table {
  caption: string;
  heads: readonly string[];
  /** The first cell of a row is its head. */
  rows: readonly (readonly (Html | string | number)[])[];
}

/** A table with heads of columns and rows; nothing where there are no rows. */
export function table({ caption, heads, rows }: Table): Html {
  if (rows.length === 0) return html``;
  const cells = rows.map(
    ([first = '', ...others]) =>
      html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
  );
  return html`<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${cells}</tbody></table></div>
`;
}

const tones: Record<DecisionStatus, string> = {
  passed: 'good',
  warned: 'care',
  waived: 'care',
  overridden: 'odd',
  waiting: 'wait',
  failed: 'bad',
  not_evaluated: 'bad',
  retired: 'still',
  not_applicable: 'still',
};
const toneOf: Record<FindingReport['severity'], string> = {
  block: 'bad',
  wait: 'wait',
  overridden: 'odd',
  warn: 'care',
  waived: 'care',
  retired: 'still',
};
const words: Record<FindingReport['severity'], string> = {
  block: 'blocks',
  wait: 'waits',
  overridden: 'overridden',
  warn: 'told',
  waived: 'waived',
  retired: 'retired',
};
