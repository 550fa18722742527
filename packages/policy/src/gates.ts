import type { Catalogue, CatalogueGate } from '@gatehouse/contracts';

/** The gate that judges changes of governed files; every other one judges releases. */
export const changeGate = 'change';

/** The gates that judge releases. */
export function releaseGates({ gates }: Catalogue): CatalogueGate[] {
  return gates.filter(({ gate }) => gate !== changeGate);
}

/** The gates that judge changes of governed files: one, or none where the policy has none. */
export function changeGates({ gates }: Catalogue): CatalogueGate[] {
  return gates.filter(({ gate }) => gate === changeGate);
}
