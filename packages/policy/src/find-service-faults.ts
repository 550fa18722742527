import type { PolicyFault } from './policy-fault.ts';
import type { PolicySources } from './policy-sources.ts';

/**
 * What the catalogue of services must not have: a field that is misspelt would ask for nothing, and nobody would see it.
 * Pure.
 */
export function findServiceFaults(data: PolicySources['data']): PolicyFault[] {
  const { services } = data;
  if (services === undefined) return [];
  if (!isFields(services)) return [fault('services', 'it is not a mapping of names', 'Write `<name>: {…}`.')];
  return Object.entries(services).flatMap(([name, entry]) => faultsOf(name, entry, data));
}

type Check = (value: unknown, data: PolicySources['data']) => string | null;

const checks: Record<string, Check> = {
  team: (value) => (isText(value) ? null : 'is the name of a team'),
  least_tier: (value, { tiers }) => (isOneOf(value, tiers) ? null : `is one of ${keysOf(tiers)}`),
  profiles: (value, { profiles }) =>
    isList(value, (one) => isOneOf(one, profiles)) ? null : `lists some of ${keysOf(profiles)}`,
  traits: (value, { tiers }) => {
    const known = traitsOf(tiers);
    return isList(value, (one) => known.includes(one as string)) ? null : `lists some of ${known.join(', ')}`;
  },
  quorum: (value) =>
    isFields(value) && Object.values(value).every((need) => Number.isInteger(need) && Number(need) >= 1)
      ? null
      : 'says how many people of each role, such as {security: 1}',
  dependents: (value) => (isList(value, isText) ? null : 'is a list of names'),
};

function faultsOf(name: string, entry: unknown, data: PolicySources['data']): PolicyFault[] {
  const key = `services.${name}`;
  if (!/^(?:[a-z0-9][a-z0-9._-]{0,63}\*?|\*)$/.test(name))
    return [fault(key, `${name} is no name of releases`, 'Write a name, or the beginning of names and `*`.')];
  if (!isFields(entry)) return [fault(key, `${name} is not a mapping`, 'Write `{team: …, least_tier: …}`.')];
  return Object.entries(entry).flatMap(([field, value]) => {
    const check = Object.hasOwn(checks, field) ? checks[field] : undefined;
    if (check === undefined)
      return [
        fault(`${key}.${field}`, `${name} has a field ${field}`, `Known: ${Object.keys(checks).join(', ')}.`),
      ];
    const wanted = check(value, data);
    return wanted === null
      ? []
      : [fault(`${key}.${field}`, `${field} of ${name} asks nothing as it is`, `It ${wanted}.`)];
  });
}

function fault(key: string, what: string, hint: string): PolicyFault {
  const file = 'services.yaml';
  return { reason: 'service_unreadable', key, file, message: `policies/${file}: ${what}`, hint };
}

function traitsOf(tiers: unknown): string[] {
  const implied = Object.values(isFields(tiers) ? tiers : {}).flatMap((tier) =>
    isFields(tier) && Array.isArray(tier.implied_by) ? tier.implied_by.flat() : [],
  );
  return [...new Set(implied.filter(isText))].sort();
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isOneOf(value: unknown, named: unknown): boolean {
  return isText(value) && isFields(named) && Object.hasOwn(named, value);
}

function keysOf(named: unknown): string {
  return Object.keys(isFields(named) ? named : {}).join(', ');
}
