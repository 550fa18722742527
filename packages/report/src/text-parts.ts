import type pc from 'picocolors';
import { escapeTerminal } from './escape.ts';

export type Colors = ReturnType<typeof pc.createColors>;

/** A sign and a colour for each status of a gate. */
export const gateMarks = {
  passed: ['✓', 'green'],
  retired: ['◦', 'dim'],
  warned: ['!', 'yellow'],
  waived: ['~', 'yellow'],
  overridden: ['⚠', 'magenta'],
  waiting: ['…', 'cyan'],
  failed: ['✗', 'red'],
  not_evaluated: ['✗', 'red'],
  not_applicable: ['·', 'dim'],
} as const;

export const findingMarks = {
  block: ['✗', 'red'],
  wait: ['…', 'cyan'],
  overridden: ['⚠', 'magenta'],
  warn: ['!', 'yellow'],
  waived: ['~', 'yellow'],
  retired: ['◦', 'dim'],
} as const;

export const verdictMarks = {
  ready: ['READY', 'green'],
  'ready-with-waivers': ['READY WITH WAIVERS', 'yellow'],
  'break-glass': ['BREAK GLASS', 'magenta'],
  blocked: ['BLOCKED', 'red'],
  inconclusive: ['INCONCLUSIVE', 'cyan'],
  'nothing-to-judge': ['NOTHING TO JUDGE', 'dim'],
} as const;

/** file:line:column, as far as they are known. */
export function renderPlace(place: {
  file: string | null;
  line: number | null;
  column: number | null;
}): string | null {
  if (place.file === null) return null;
  return escapeTerminal([place.file, place.line, place.column].filter((part) => part !== null).join(':'));
}

/** A short list: the first few, and how many more there are. */
export function shortList(items: readonly string[], most: number): string {
  const more = items.length > most ? ` and ${items.length - most} more` : '';
  return `${items.slice(0, most).map(escapeTerminal).join(', ')}${more}`;
}
