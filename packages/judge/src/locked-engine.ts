import { GatehouseError, type Lock } from '@gatehouse/contracts';
import type { Base } from '@gatehouse/facts';
import type { Engine } from './engine.ts';

/** The base pins another engine than the one that runs: whoever calls may hand over to it, and nothing else may judge. */
export class OtherEngine extends GatehouseError {
  readonly wanted: Lock['engine'];

  constructor(wanted: Lock['engine'], own: Engine['packed']) {
    const is = own === null ? 'one that was built from a checkout' : `${own.package} ${own.version}`;
    const differs = own?.version === wanted.version ? ', with other files' : '';
    super(
      'config.engine',
      `gatehouse.lock of the base pins the engine ${wanted.package} ${wanted.version}, and this is ${is}${differs}`,
      {
        hint: `Run that one: npx ${wanted.package}@${wanted.version}, or name its packed file: --engine <file>.`,
        place: { file: 'gatehouse.lock' },
      },
    );
    this.wanted = wanted;
  }
}

/** Throws `OtherEngine` unless this engine is the one that the base pins, if it pins one. */
export async function requireLockedEngine({ packed }: Engine, base: Base): Promise<void> {
  const lock = await base.lock();
  if (lock === null || lock.engine.integrity === packed?.integrity) return;
  throw new OtherEngine(lock.engine, packed);
}
