import type { TrustRoot } from '@gatehouse/contracts';
import { openWriter } from '@gatehouse/git/write';
import type { Host } from '../host.ts';
import type { KeyEntry } from './key-entries.ts';
import { badRequest } from './requests.ts';
import { rewriteRoot } from './rewrite-root.ts';

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

export interface FirstRootOptions {
  project: string;
  /** What the user is called in it; default: made from git's user.name. */
  id?: string | undefined;
  role?: string[] | undefined;
}

/** The text of a first root. */
export function textOfFirst(root: TrustRoot): string {
  return rewriteRoot(template, root);
}

/** The first trust root, with the user, by the key that git signs with, as the one who governs. */
export async function firstRoot(
  host: Host,
  folder: string,
  options: FirstRootOptions,
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
