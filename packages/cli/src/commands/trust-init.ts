import { GatehouseError } from '@gatehouse/contracts';
import { allowedSigners, trustRootPath } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { requireUsable } from '../trust/edit-trust-root.ts';
import { type FirstRootOptions, firstRoot, textOfFirst } from '../trust/first-root.ts';
import { describeGenesis } from '../trust/genesis-of-work-tree.ts';
import { readOwnKey } from '../trust/read-key.ts';
import { refuseMisspeltRoles } from '../trust/requests.ts';
import { type TrustOptions, type TrustState, withTrustState } from '../trust/trust-state.ts';
import { writeTrustFiles } from '../trust/write-trust-files.ts';

export type TrustInitOptions = TrustOptions & FirstRootOptions;

/** `gate trust init`: the first trust root, with the user as the one who governs. */
export async function trustInit(host: Host, options: TrustInitOptions): Promise<number> {
  return withTrustState(host, options, async (state) => {
    await refuseSecond(state);
    await refuseMisspeltRoles(options.role ?? [], state.workTree);
    const folder = state.repository.location.root;
    const root = await firstRoot(host, folder, options, await readOwnKey(host, folder));
    await requireUsable(root);
    const texts = { root: textOfFirst(root), allowedSigners: allowedSigners(root) };
    await writeTrustFiles(folder, null, texts);
    host.stdout.write(
      [
        `${trustRootPath} is there, with ${Object.keys(root.principals).join()} as the one who governs. Next:`,
        '  1. Add the others: pnpm gate trust add <id> --key <file> --role <role>. Let a second one govern: who writes a',
        '     change of this file can not sign it.',
        `  2. Commit policies/ to ${state.target.branch}. From then on it is changed by sign-offs.`,
        `  3. ${await describeGenesis(host, folder)}`,
        '',
      ].join('\n'),
    );
    return exitCodes.ready;
  });
}

async function refuseSecond({ base, workTree }: TrustState): Promise<void> {
  if (base === null && (await workTree.digest(trustRootPath)) === null) return;
  throw new GatehouseError('refused.exists', `there is a ${trustRootPath} already`, {
    hint: 'Change it: pnpm gate trust add, remove, rotate or delegate.',
    place: { file: trustRootPath },
  });
}
