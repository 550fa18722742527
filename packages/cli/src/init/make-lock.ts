import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatehouseError, type Lock } from '@gatehouse/contracts';
import { integrityOf } from '@gatehouse/measure';
import { stringify } from 'yaml';
import type { Host } from '../host.ts';
import { digestStockPolicies } from './stock-policies.ts';

const heading = `# The engine, the stock policies and the plugins that this repository is judged and measured with. Whatever version of the
# engine is called, it hands over to this one, after hashing it. Written by gate init; a change of it is governed.
`;

/** The lock of the engine that runs. Throws `config.engine` for one that is no package, or is not what it was packed as. */
export async function makeLock(host: Host, stock: ReadonlyMap<string, Buffer>): Promise<string> {
  const { packed, home } = host;
  if (packed === null) {
    throw new GatehouseError('config.engine', 'an engine that was built from a checkout cannot be pinned', {
      hint: 'Pack it first, in that checkout: pnpm run pack <folder>. Then: npx --package <folder>/gatehouse-cli-….tgz gate init',
    });
  }
  if ((await integrityOf(home)) !== packed.integrity) {
    throw new GatehouseError(
      'config.engine',
      `the files of this engine are not those that it was packed with`,
      {
        hint: `Install it again: something has changed in ${home}.`,
      },
    );
  }
  const { gatehouse } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  const { each, ...measuring } = gatehouse.plugins;
  const lock: Lock = {
    schema: 'gatehouse/lock@1',
    engine: packed,
    measuring,
    policies: digestStockPolicies(stock),
    plugins: each,
  };
  return heading + stringify(lock, { lineWidth: 0 });
}
