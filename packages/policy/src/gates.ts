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

/** The gates that modules belong to, sorted: `gates/<gate>/<file>.rego`, or the same in a pack. */
export function gatesOf(modules: readonly { path: string }[]): string[] {
  return [...new Set(modules.flatMap(({ path }) => gateOf(path) ?? []))].sort();
}

/** The gate that a file belongs to. */
export function gateOf(path: string): string | undefined {
  return path.match(/(?:^|^packs\/[^/]+\/)gates\/([^/]+)\//)?.[1];
}

/** A part of `main` that the host writes: whatever has a folder of a gate is asked, so none can be forgotten. */
export function gatesModule(modules: readonly { path: string }[]): { path: string; text: string } {
  const lines = gatesOf(modules)
    .filter((gate) => gate !== changeGate)
    .map((gate) => `gates["${gate}"] := data.gates.${gate}.rules\n`);
  return { path: 'gates.rego', text: `package main\n\n${lines.join('\n')}` };
}
