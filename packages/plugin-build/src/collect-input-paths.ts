import { formatPath } from '@gatehouse/contracts';
import type { Schema } from './field-tags.ts';

/** A file that a configuration names. */
export interface InputName {
  /** The field that names it: `holdout`, `suites[0]`. */
  role: string;
  /** As in the configuration. */
  path: string;
}

/** The files that a configuration names: its strings whose schema has the format `input-path`, in order of fields. */
export function collectInputPaths(schema: Schema, config: unknown): InputName[] {
  const found = new Map<string, InputName>();
  walk(schema, config, [], { root: schema, found });
  return [...found.values()];
}

interface Walk {
  root: Schema;
  found: Map<string, InputName>;
}

// Every keyword that applies a schema to a value or its parts, because a plugin of another language writes its own.
function walk(schema: unknown, value: unknown, at: (string | number)[], state: Walk): void {
  if (!isObject(schema) || value === undefined) return;
  if (schema.format === 'input-path' && typeof value === 'string') {
    const role = formatPath(at);
    state.found.set(role, { role, path: value });
  }
  if (typeof schema.$ref === 'string') walk(follow(schema.$ref, state.root), value, at, state);
  for (const keyword of ['allOf', 'anyOf', 'oneOf'])
    for (const option of listOf(schema[keyword])) walk(option, value, at, state);
  for (const keyword of ['if', 'then', 'else']) walk(schema[keyword], value, at, state);
  if (Array.isArray(value)) walkItems(schema, value, at, state);
  else if (isObject(value)) walkMembers(schema, value, at, state);
}

function walkItems(schema: Schema, items: unknown[], at: (string | number)[], state: Walk): void {
  const leading = listOf(schema.prefixItems);
  for (const [index, item] of items.entries())
    walk(leading[index] ?? schema.items, item, [...at, index], state);
}

function walkMembers(schema: Schema, members: Schema, at: (string | number)[], state: Walk): void {
  const named = isObject(schema.properties) ? schema.properties : {};
  const patterns = isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
  for (const [key, value] of Object.entries(members)) {
    const inside = [...at, key];
    if (Object.hasOwn(named, key)) walk(named[key], value, inside, state);
    else walk(schema.additionalProperties ?? schema.unevaluatedProperties, value, inside, state);
    for (const [pattern, inner] of patterns)
      if (new RegExp(pattern, 'u').test(key)) walk(inner, value, inside, state);
  }
}

function follow(reference: string, root: Schema): unknown {
  if (!reference.startsWith('#/')) return reference === '#' ? root : undefined;
  const steps = reference
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.reduce<unknown>((here, step) => (isObject(here) ? here[step] : undefined), root);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
