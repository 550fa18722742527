import type { Element } from '@gatehouse/plugin-kit/xml';
import {
  flagAttributes,
  type Outcome,
  readFlag,
  readWord,
  type Said,
  wordAttributes,
} from './outcome-words.ts';

/** What a case may hold that says nothing of how it went. */
export const silent = new Set([
  ...['properties', 'property', 'system-out', 'system-err', 'flakyFailure', 'flakyError'],
  ...['rerunFailure', 'rerunError', 'attachments', 'attachment', 'description', 'tags', 'parameters'],
  ...['categories', 'metadata', 'metrics', 'benchmark', 'steps', 'time', 'duration', 'output', 'log'],
]);

/** What an element of this name says of the case, or of the suite, that holds it. */
export function readElement({ name }: Element): Said {
  return name === name.toLowerCase() ? (readWord(name) ?? 'unknown') : 'unknown';
}

/**
 * How a case went, by its elements and by its attributes; the worst of what they say. What says nothing has passed; what
 * says something that is not known is errored, and `unknown` names it.
 */
export function readOutcome({ attributes, children }: Element): { outcome: Outcome; unknown: string[] } {
  const elements = children
    .filter(({ name }) => !silent.has(name))
    .map((element) => ({ what: `<${element.name}>`, says: readElement(element) }));
  const said = [...elements, ...readAttributes(attributes)];
  const worst = (['errored', 'failed', 'skipped'] as const).find((outcome) =>
    said.some(({ says }) => says === outcome),
  );
  const unknown = said.filter(({ says }) => says === 'unknown').map(({ what }) => what);
  return { outcome: worst ?? (unknown.length > 0 ? 'errored' : 'passed'), unknown: worst ? [] : unknown };
}

/** What the attributes of a case or of a suite say of how it went. */
export function readAttributes(attributes: Record<string, string>): { what: string; says: Said }[] {
  const said = [
    ...wordAttributes.map((name) => ({ name, says: readWord(attributes[name] ?? '') })),
    ...Object.keys(flagAttributes).map((name) => ({ name, says: readFlag(name, attributes[name] ?? '') })),
  ];
  return said.flatMap(({ name, says }) =>
    says === undefined ? [] : [{ what: `${name}="${attributes[name]}"`, says }],
  );
}
