import { GatehouseError, type TrustRoot } from '@gatehouse/contracts';
import { openWriter } from '@gatehouse/git/write';
import { allowedSigners, trustRootPath } from '@gatehouse/signoff';
import { exitCodes } from '../exit-code.ts';
import type { Host } from '../host.ts';
import { requireUsable } from '../trust/edit-trust-root.ts';
import { describeGenesis } from '../trust/genesis-of-work-tree.ts';
import type { KeyEntry } from '../trust/key-entries.ts';
import { readOwnKey } from '../trust/read-key.ts';
import { badRequest, refuseMisspeltRoles } from '../trust/requests.ts';
import { rewriteRoot } from '../trust/rewrite-root.ts';
import { type TrustOptions, type TrustState, withTrustState } from '../trust/trust-state.ts';
import { writeTrustFiles } from '../trust/write-trust-files.ts';

export interface TrustInitOptions extends TrustOptions {
  project: string;
  /** What the user is called in it; default: made from git's user.name. */
  id?: string;
  role?: string[];
}

const template = `# Who may sign what. It is read from the base branch, never from the branch that is judged, and a change of it is
# never part of a release. Roles: see policies/data/ for the quorum of each tier and profile.
#
# Change it with pnpm gate trust add, remove, rotate, delegate; pnpm gate trust check says whether it holds together.
schema: gatehouse/trust-root@1
project: TODO # a name that no other repository of yours has; sign-offs name it
version: 1
previous: null # the SHA-256 of the root before this one
governance: # who may change this file, and how many of them it takes
  role: governance
  threshold: 1
# People and bots. Keys say who signed; e-mail addresses only who may not: the authors of what is signed.
principals: {}
`;

/** `gate trust init`: the first trust root, with the user as the one who governs. */
export async function trustInit(host: Host, options: TrustInitOptions): Promise<number> {
  return withTrustState(host, options, async (state) => {
    await refuseSecond(state);
    await refuseMisspeltRoles(options.role ?? [], state.workTree);
    const folder = state.repository.location.root;
    const root = await firstRoot(host, folder, options, await readOwnKey(host, folder));
    await requireUsable(root);
    const text = rewriteRoot(template, root);
    await writeTrustFiles(folder, null, { root: text, allowedSigners: allowedSigners(root) });
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

async function firstRoot(
  host: Host,
  folder: string,
  options: TrustInitOptions,
  key: KeyEntry,
): Promise<TrustRoot> {
  const git = openWriter(folder, host);
  const [name, email] = [await git.config('user.name'), await git.config('user.email')];
  return {
    schema: 'gatehouse/trust-root@1',
    project: options.project,
    version: 1,
    previous: null,
    governance: { role: 'governance', threshold: 1 },
    principals: {
      [options.id ?? idFrom(name)]: {
        ...(name === null ? {} : { name }),
        kind: 'person',
        ...(email === null ? {} : { emails: [email] }),
        roles: [...new Set(['governance', ...(options.role ?? [])])],
        keys: [key],
      },
    },
  };
}

function idFrom(name: string | null): string {
  const id = (name ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64);
  if (id !== '') return id;
  throw badRequest('git knows no user.name to call you by', 'Name yourself: --id <id>.');
}
