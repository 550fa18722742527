import { GatehouseError } from '@gatehouse/contracts';
import { findCompromisedFaults } from './find-compromised-faults.ts';
import { findServiceFaults } from './find-service-faults.ts';
import type { PolicyFault } from './policy-fault.ts';
import type { PolicySources } from './policy-sources.ts';

/**
 * Below this key of the data stands, by file, what packs bring where they may not. No file of data can have this name.
 */
export const misplacedKey = 'packs.misplaced';

export function findFaults(data: PolicySources['data']): PolicyFault[] {
  return [...findUndecidable(data), ...findRepeatedModules(data)];
}

/** With these nobody can say whether the policy asks less than it was meant to: no release may be decided meanwhile. */
export function findUndecidable(data: PolicySources['data']): PolicyFault[] {
  return [...findMisplaced(data), ...findServiceFaults(data), ...findCompromisedFaults(data)];
}

/** What packs bring where they may not is left out of the data. */
function findMisplaced(data: PolicySources['data']): PolicyFault[] {
  const misplaced = Object.entries(fields(data[misplacedKey]));
  return misplaced.flatMap(([file, keys]) =>
    (keys as string[]).map((key) => ({
      reason: 'pack_misplaced' as const,
      key,
      file,
      message: `${file} adds ${key}, where a pack may not add`,
      hint: `A pack adds whole entries of new names, at the places that docs/packs.md lists. Take it out, or write it into policies/ itself. Such a change of governed files can be judged; a release cannot until then.`,
    })),
  );
}

/** Modules of checklists that several have. The policies ask each item as all of them say. */
function findRepeatedModules(data: PolicySources['data']): PolicyFault[] {
  const owners = new Map(Object.keys(fields(data.checklists)).map((name) => [name, 'data/checklists.yaml']));
  return Object.entries(fields(data.profiles)).flatMap(([profile, about]) =>
    Object.keys(fields(fields(about).modules)).flatMap((name) => {
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, `the profile ${profile}`);
      return owner === undefined ? [] : [repeated(profile, name, owner)];
    }),
  );
}

function repeated(profile: string, name: string, owner: string): PolicyFault {
  const file = `profiles/${profile}/${profile}.yaml`;
  return {
    reason: 'module_repeated',
    key: `profiles.${profile}.modules.${name}`,
    file,
    message: `the profile ${profile} has a checklist module ${name}, and so has ${owner}`,
    hint: `Give it a name of its own in ${file}, under \`modules\` and \`checklists\`. Until then its items are asked as both say.`,
  };
}

/** Throws `policy.invalid` where there are faults, with all of them. */
export function requireNone(faults: readonly PolicyFault[]): void {
  const [first, ...others] = faults.map(
    ({ message, hint, file }) => new GatehouseError('policy.invalid', message, { hint, place: { file } }),
  );
  if (first === undefined) return;
  throw new GatehouseError(first.code, first.message, { hint: first.hint, place: first.place, others });
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
