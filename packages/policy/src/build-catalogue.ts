import {
  type Catalogue,
  type CatalogueGate,
  type CatalogueRule,
  GatehouseError,
  grounds,
} from '@gatehouse/contracts';
import { shownPath } from './read-sources.ts';

/** An annotation as the `opa` package lists it. */
export interface Annotation {
  path: string;
  scope: string;
  file: string;
  row: number;
  annotations: object;
}

/**
 * Builds the catalogue of gates and rules from METADATA. It is what the host expects of every evaluation, so a
 * rule without METADATA, or METADATA that is incomplete, is an error (`policy.invalid`, with file and line).
 */
export function buildCatalogue(annotations: readonly Annotation[]): Catalogue {
  const gates = new Map<string, CatalogueGate>();
  for (const annotation of annotations) {
    const gate = annotation.path.match(/^gates\.([a-z0-9_]+)$/)?.[1];
    if (gate === undefined || annotation.scope !== 'package') continue;
    const about = fields(annotation.annotations);
    gates.set(gate, {
      gate,
      title: text(annotation, about, 'title'),
      description: text(annotation, about, 'description'),
      rules: [],
    });
  }
  for (const annotation of annotations) {
    const [, gate, key] = annotation.path.match(/^gates\.([a-z0-9_]+)\.rules\.([a-z0-9_]+)$/) ?? [];
    if (gate === undefined || key === undefined) continue;
    const owner = gates.get(gate);
    if (!owner) throw invalid(annotation, `the package gates.${gate} has no METADATA (scope: package)`);
    const rule = readRule(annotation, `${gate}.${key}`);
    if (owner.rules.some((other) => other.code === rule.code))
      throw invalid(annotation, `${rule.code} is there twice`);
    owner.rules.push(rule);
  }
  const found = [...gates.values()].sort((one, other) => (one.gate < other.gate ? -1 : 1));
  const empty = found.find((gate) => gate.rules.length === 0);
  if (empty) throw new GatehouseError('policy.invalid', `the gate ${empty.gate} has no rules`);
  if (found.length === 0) throw new GatehouseError('policy.missing', 'the policy has no gates');
  for (const gate of found) gate.rules.sort((one, other) => (one.code < other.code ? -1 : 1));
  return { gates: found };
}

function readRule(annotation: Annotation, code: string): CatalogueRule {
  const about = fields(annotation.annotations);
  const custom = fields(about.custom);
  const severity = custom.severity;
  if (custom.code !== code)
    throw invalid(annotation, `custom.code must be ${code}, not ${String(custom.code)}`);
  if (severity !== 'block' && severity !== 'wait' && severity !== 'warn') {
    throw invalid(annotation, `${code}: custom.severity must be block, wait or warn`);
  }
  const { waivable = true } = custom;
  if (typeof waivable !== 'boolean')
    throw invalid(annotation, `${code}: custom.waivable must be true or false`);
  const ground = grounds.find((one) => one === (custom.ground ?? 'said'));
  if (ground === undefined)
    throw invalid(annotation, `${code}: custom.ground must be one of ${grounds.join(', ')}`);
  const effective = day(annotation, custom, 'effective_on');
  const retires = day(annotation, custom, 'retires_on');
  if (effective !== undefined && retires !== undefined && effective >= retires) {
    throw invalid(annotation, `${code}: retires_on (${retires}) must come after effective_on (${effective})`);
  }
  return {
    code,
    title: text(annotation, about, 'title'),
    description: text(annotation, about, 'description'),
    severity,
    waivable,
    ground,
    message: text(annotation, custom, 'message'),
    remedy: text(annotation, custom, 'remedy'),
    references: list(custom.references)
      .map(fields)
      .map(({ framework, section }) => ({ framework: String(framework), section: String(section) })),
    depends_on: list(custom.depends_on).map(String),
    ...(custom.follows === undefined ? {} : { follows: list(custom.follows).map(String) }),
    ...(effective === undefined ? {} : { effective_on: effective }),
    ...(retires === undefined ? {} : { retires_on: retires }),
  };
}

function text(annotation: Annotation, from: Record<string, unknown>, field: string): string {
  const value = from[field];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw invalid(annotation, `METADATA of ${annotation.path} lacks ${field}`);
}

/** A day that exists: what is compared as text must be a date, or a rule would never retire, or be retired for ever. */
function day(annotation: Annotation, custom: Record<string, unknown>, field: string): string | undefined {
  const value = custom[field];
  if (value === undefined) return undefined;
  const isDay =
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(Date.parse(value)) &&
    new Date(value).toISOString().startsWith(value);
  if (isDay) return value;
  throw invalid(annotation, `${String(custom.code)}: custom.${field} must be a date such as "2026-11-23"`);
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function invalid(annotation: Annotation, message: string): GatehouseError {
  return new GatehouseError('policy.invalid', message, {
    place: { file: shownPath(annotation.file), line: annotation.row },
    hint: 'Every rule says title, description, and custom: code, severity, message, remedy.',
  });
}
