import type { TrustRoot } from '@gatehouse/contracts';

/** Who may approve of a change of governed files, and how many of them it takes: `2 of ada, bea, cleo`. */
export function describeGovernors({ principals, governance }: TrustRoot): string {
  const people = Object.entries(principals)
    .filter(([, { kind, roles }]) => kind === 'person' && roles.includes(governance.role))
    .map(([id]) => id);
  return `${governance.threshold} of ${people.join(', ')}`;
}
