import type { PolicySources } from './policy-sources.ts';

/** What the catalogue of services says of a name; a field that is not there asks nothing. */
export interface Service {
  team?: string;
  least_tier?: string;
  profiles?: string[];
  traits?: string[];
}

/**
 * The entry of policies/services.yaml for a release of this name, as `lib.services` of the policies finds it: that of the
 * name itself, else that of the longest beginning. Undefined where nothing fits. For those who start a release: rules look
 * for themselves.
 */
export function findService({ services }: PolicySources['data'], name: string): Service | undefined {
  if (typeof services !== 'object' || services === null) return undefined;
  const entries = services as Record<string, Service>;
  if (Object.hasOwn(entries, name)) return entries[name];
  const fits = Object.keys(entries).filter((key) => key.endsWith('*') && name.startsWith(key.slice(0, -1)));
  const [longest] = fits.sort((one, other) => other.length - one.length);
  return longest === undefined ? undefined : entries[longest];
}
