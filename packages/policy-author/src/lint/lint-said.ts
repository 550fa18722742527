import { type Annotation, changeGate, type PolicySources } from '@gatehouse/policy';
import { type PolicyProblem, problem } from './problem.ts';

/**
 * Where a tier demands that confirmations are signed, no rule that denies may rest on text that nobody signs for: each
 * field of the release that it reads is in `rests_on` of a question that the tier asks of every release.
 */
export function lintSaid(
  annotations: readonly Annotation[],
  data: PolicySources['data'],
  facts: object,
): PolicyProblem[] {
  const tiers = Object.entries(fields(data.tiers)).filter(([, tier]) =>
    texts(fields(fields(tier).practices).always).includes('confirmations-signed'),
  );
  return annotations.flatMap(({ path, file, row, annotations: about }) => {
    const custom = fields(fields(about).custom);
    if (!/^gates\.[^.]+\.rules\./.test(path) || path.startsWith(`gates.${changeGate}.`)) return [];
    if (custom.ground !== 'said' || custom.severity === 'warn') return [];
    const parts = texts(custom.depends_on).flatMap((one) => partsOf(one, facts));
    const bare = tiers.flatMap(([name, tier]) => {
      const signed = signedParts(tier, data);
      const open = parts.filter((part) => !signed.has(part));
      return open.length === 0 ? [] : [`${open.map((part) => `release.${part}`).join(', ')} at tier ${name}`];
    });
    if (bare.length === 0) return [];
    return [
      problem(
        'ground_unsigned',
        file,
        { line: row, column: 1 },
        `${custom.code} rests on text that nobody signs for: ${bare.join('; ')}`,
        'Add the field to `rests_on` of a question that the tier asks (data/checklists.yaml), or look at what is measured.',
      ),
    ];
  });
}

/** The fields of the release that a path of `depends_on` means: one, all, or none. */
function partsOf(path: string, facts: object): string[] {
  const [first, part] = path.split('.');
  if (first !== 'release') return [];
  const { properties } = fields(fields(fields(facts).properties).release);
  return part === undefined ? Object.keys(fields(properties)) : [part];
}

// Name and checklists are part of every answer; evidence is not written by people.
const always = ['schema', 'name', 'version', 'checklists', 'evidence'];

function signedParts(tier: unknown, data: PolicySources['data']): ReadonlySet<string> {
  const modules = texts(fields(fields(tier).checklists).always);
  const rank = fields(tier).rank as number;
  const items = modules
    .flatMap((module) => Object.values(fields(fields(fields(data.checklists)[module]).items)))
    .map(fields)
    .filter(({ from = 'low' }) => (fields(fields(data.tiers)[`${from}`]).rank as number) <= rank);
  return new Set([...always, ...items.flatMap((item) => texts(item.rests_on))]);
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
