import { code, type Html, html, severityBadge } from './html-text.ts';
import { inOrder, type Telling } from './list-told.ts';

/** What holds it up and how to mend it, under a heading each; what broken glass overrides is not mended either. */
export function renderHolding(told: readonly Telling[]): Html {
  return html`${section('What blocks, and how to mend it', told, ['block'])}${section('What waits', told, ['wait'])}${section('Overridden by broken glass, not mended', told, ['overridden'])}`;
}

export function renderWaived(told: readonly Telling[]): Html {
  return section('Waived, not mended', told, ['waived']);
}

/** What holds nothing up. */
export function renderTold(told: readonly Telling[]): Html {
  return section('Told, and holding nothing up', told, ['warn', 'retired']);
}

function section(title: string, all: readonly Telling[], severities: readonly Telling['severity'][]): Html {
  const told = inOrder(all).filter(({ severity }) => severities.includes(severity));
  if (told.length === 0) return html``;
  return html`<h3>${title} (${told.length})</h3>
<ul class="findings">
${told.map(renderItem)}</ul>
`;
}

function renderItem(one: Telling): Html {
  const {
    severity,
    message,
    code: rule,
    file,
    line,
    column,
    remedy,
    follows,
    justification,
    kind,
    about,
  } = one;
  const place = [file, line, column].filter((part) => part !== null).join(':');
  return html`<li>${severityBadge(severity)} <span class="message">${message}</span>
<div class="about">${code(rule)}${kind === 'release' || kind === 'change' || about === null ? '' : html` of ${about}`}${file === null ? '' : html` at ${code(place)}`}${follows === undefined ? '' : html`; follows from ${code(follows)}`}</div>${
    remedy === ''
      ? ''
      : html`
<div class="remedy">To mend it: ${remedy}</div>`
  }${
    justification === null
      ? ''
      : html`
<div class="remedy">Waived: ${justification}</div>`
  }</li>
`;
}
