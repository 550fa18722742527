import { escapeTerminal } from '../escape.ts';
import { shorten } from './shorten.ts';

/** Characters of one text; the report has all. */
const longest = 600;

/**
 * Text from outside as a code span: the one place of Markdown in which neither GitHub nor GitLab sees markup, mentions,
 * references, links, commands or HTML. Never at the start of a line, where a long fence would begin a block.
 */
export function quote(text: string): string {
  const safe = prepare(text);
  const runs = safe.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(({ length }) => length)) + 1);
  const space = safe.startsWith('`') || safe.endsWith('`') ? ' ' : '';
  return `${fence}${space}${safe}${space}${fence}`;
}

/** The same inside of HTML that stands in Markdown, such as <summary>. */
export function quoteHtml(text: string): string {
  return `<code>${escapeHtml(prepare(text))}</code>`;
}

/** Text for an element or a quoted attribute of HTML. */
export function escapeHtml(text: string): string {
  return escapeTerminal(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function prepare(text: string): string {
  const safe = shorten(escapeTerminal(text).trim(), longest);
  return safe === '' ? '(empty)' : safe;
}
