import { createAjv } from '@gatehouse/contracts/create-ajv';
import type { JSDoc, PropertySignature } from 'ts-morph';
import { failAt } from './fail-at.ts';

/** A JSON Schema, as far as this package writes and reads them. */
export type Schema = { [keyword: string]: unknown };

type Kind = 'any' | 'number' | 'string' | 'array';

// Tag -> what it may stand on, and how its text is read.
const tags: Record<string, { on: Kind; read: (text: string) => unknown }> = {
  default: { on: 'any', read: readDefault },
  minimum: { on: 'number', read: readNumber },
  maximum: { on: 'number', read: readNumber },
  exclusiveMinimum: { on: 'number', read: readNumber },
  exclusiveMaximum: { on: 'number', read: readNumber },
  minItems: { on: 'array', read: readCount },
  maxItems: { on: 'array', read: readCount },
  minLength: { on: 'string', read: readCount },
  pattern: { on: 'string', read: readPattern },
};

/** Adds to a field's schema what its JSDoc says: description, bounds, default. A tag not understood is an error. */
export function applyFieldTags(property: PropertySignature, schema: Schema): Schema {
  const docs = property.getJsDocs();
  refuseLostComment(property, docs.length);
  const description = docs
    .map((doc) => words(doc.getDescription()))
    .join(' ')
    .trim();
  const result: Schema = description === '' ? { ...schema } : { ...schema, description };
  for (const tag of docs.flatMap((doc: JSDoc) => doc.getTags())) {
    const name = tag.getTagName();
    if (name === 'integer') {
      if (schema.type !== 'number') failAt(tag, '@integer stands on a number only');
      result.type = 'integer';
      continue;
    }
    const known = Object.hasOwn(tags, name) ? tags[name] : undefined;
    if (!known)
      failAt(tag, `@${name} is not understood`, `Use one of @integer, @${Object.keys(tags).join(', @')}.`);
    if (known.on !== 'any' && schema.type !== known.on) failAt(tag, `@${name} stands on a ${known.on} only`);
    const value = known.read(words(tag.getCommentText() ?? ''));
    if (value === undefined) failAt(tag, `the value of @${name} can not be read`);
    result[name] = value;
  }
  const tag = docs.flatMap((doc) => doc.getTags()).find((one) => one.getTagName() === 'default');
  if (tag && !createAjv().validate(result, result.default)) failAt(tag, 'the default does not fit its field');
  return result;
}

// TypeScript takes a comment on the line of the brace or field before it for that one's: its tags would be lost.
function refuseLostComment(property: PropertySignature, seen: number): void {
  const before = property.getSourceFile().getFullText().slice(property.getPos(), property.getStart());
  if (before.split('/**').length - 1 > seen) failAt(property, 'the comment must stand on a line of its own');
}

function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function readNumber(text: string): number | undefined {
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function readCount(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function readPattern(text: string): string | undefined {
  try {
    return text === '' ? undefined : new RegExp(text, 'u').source;
  } catch {
    return undefined;
  }
}

// JSON where it is JSON; otherwise a plain string, so that `@default auto` needs no quotes.
function readDefault(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
