import { digestBytes } from '@gatehouse/contracts';
import {
  formatSignoffMessage,
  governancePath,
  governanceStatement,
  releaseStatement,
  type Signoff,
  statementDigest,
} from '@gatehouse/signoff';
import { answersOf } from './answers.ts';
import type { Content } from './forge.ts';
import { damage, type Key } from './keys.ts';
import type { Answer, Cast, Person } from './people.ts';
import type { Tip, World } from './world.ts';

export interface SignHow extends Partial<Signoff> {
  key?: Key;
  signature?: 'none' | 'damaged' | 'other-namespace';
  /** Files that the sign-off changes: an honest one changes none. */
  changes?: Record<string, Content>;
}

export interface MergeHow {
  /** Into another tip than the one that the branch left. */
  onto?: Tip;
  seconds?: number;
  /** Parents in another order, or others. */
  parents?: (main: string, head: string) => string[];
  /** What the merge itself changes. */
  changes?: Record<string, Content>;
}

/** A branch that grows by commits. Each step gives a new one, and leaves the old one as it was. */
export interface Branch {
  readonly tip: Tip;
  /** A signed commit, by the author unless somebody else is named. */
  change(changes: Record<string, Content>, by?: Person, signature?: 'none'): Branch;
  /** A sign-off of the release, or what is made to look like one. */
  sign(role: string, by: Person, how?: SignHow): Branch;
  /** A commit with answers to questions; none where what is there is no release. */
  confirm(role: string, by: Person, answers: readonly Answer[], how?: SignHow): Branch;
  /** Everybody of the quorum signs, but the first seat where that is left out. */
  signAll(how?: SignHow & { but?: 'first'; answers?: 'none' }): Branch;
  /** Sign-offs of the governed files as they are now, for the given version of the trust root. */
  govern(version: number, by: readonly Person[], how?: SignHow): Branch;
  /** The merge commit that promotes, signed by the author. */
  merge(how?: MergeHow): Tip;
}

export function openBranch(world: World, main: Tip, tip: Tip = main): Branch {
  const { cast, project } = world;
  const add = (next: Addition) => openBranch(world, main, addCommit(world, tip, next));

  return {
    tip,
    change: (changes, by = cast.author, signature) =>
      add({ by, changes, message: 'Change files\n', sign: signer(by.key, signature) }),
    sign(role, by, { key = by.key, signature, changes = {}, ...said } = {}) {
      const confirms = said.confirms ?? answersOf(world, tip, mayConfirm(said) ? answersBy(cast, by) : []);
      const message = formatSignoffMessage({
        ...{
          release: world.release,
          role,
          decision: 'approve',
          project,
          target: world.target,
          root: world.root,
        },
        ...said,
        ...(confirms.length > 0 ? { confirms } : {}),
        digest: said.digest ?? releaseDigest(world, tip.digests),
      });
      return add({ by, changes, message, sign: signer(key, signature) });
    },
    confirm(role, by, own, how = {}) {
      const confirms = answersOf(world, tip, own);
      return confirms.length === 0 ? this : this.sign(role, by, { decision: 'confirm', confirms, ...how });
    },
    signAll({ but, answers, ...how } = {}) {
      const seats = but === 'first' ? cast.seats.slice(1) : cast.seats;
      const all = new Set(cast.seats.map(({ person }) => person));
      const others = new Map(
        cast.answers.flatMap(({ person, role }) =>
          all.has(person) || answers === 'none' ? [] : [[person, role]],
        ),
      );
      const answered = [...others].reduce<Branch>(
        (branch, [person, role]) => branch.confirm(role, person, answersBy(cast, person)),
        this,
      );
      return seats.reduce<Branch>((branch, { role, person }) => branch.sign(role, person, how), answered);
    },
    govern(version, by, how = {}) {
      const release = `${governancePath}/${version}`;
      const digest = governanceDigest(world, tip.digests);
      return by.reduce<Branch>(
        (branch, person) => branch.sign(cast.governance, person, { release, digest, ...how }),
        this,
      );
    },
    merge({ onto = main, seconds = Math.max(tip.seconds, onto.seconds) + 60, parents, changes = {} } = {}) {
      const both = parents?.(onto.commit, tip.commit) ?? [onto.commit, tip.commit];
      const about = { by: cast.author, message: 'Promote\n', sign: signer(cast.author.key) };
      return addCommit(world, tip, { ...about, changes, seconds, parents: both });
    },
  };
}

// What somebody is asked about the release they confirm along with approving it, or by itself.
function mayConfirm({ decision = 'approve', release = '' }: Partial<Signoff>): boolean {
  return ['approve', 'confirm'].includes(decision) && !release.startsWith(`${governancePath}/`);
}

function answersBy({ answers }: Cast, by: Person): Answer[] {
  return answers.filter(({ person }) => person === by);
}

interface Addition {
  by: Person;
  message: string;
  changes: Record<string, Content>;
  sign?: ((bytes: Uint8Array) => string) | null;
  seconds?: number;
  parents?: readonly string[];
}

function addCommit({ forge, folder }: World, before: Tip, addition: Addition): Tip {
  const {
    by,
    message,
    changes,
    sign = null,
    seconds = before.seconds + 60,
    parents = [before.commit],
  } = addition;
  const tree = Object.keys(changes).length === 0 ? before.tree : forge.edit(before.tree, changes);
  const commit = forge.commit({ tree, parents, name: by.id, email: by.email, seconds, message, sign });
  const written = changes[`${folder}/release.yaml`];
  const manifest = written instanceof Uint8Array ? written : before.manifest;
  return { commit, tree, seconds, manifest, digests: digestsAfter(before.digests, changes) };
}

function signer(key: Key, signature?: SignHow['signature']): NonNullable<Addition['sign']> | null {
  if (signature === 'none') return null;
  if (signature === 'damaged') return (bytes) => damage(key.sign(bytes));
  return (bytes) => key.sign(bytes, signature === 'other-namespace' ? 'file' : 'git');
}

/** What a tip's files are after some of them have changed. What is no plain file is in no statement. */
export function digestsAfter(
  before: ReadonlyMap<string, string>,
  changes: Readonly<Record<string, Content>>,
): Map<string, string> {
  const digests = new Map(before);
  for (const [path, content] of Object.entries(changes)) {
    for (const known of before.keys()) {
      if (known === path || known.startsWith(`${path}/`)) digests.delete(known);
    }
    if (content instanceof Uint8Array) digests.set(path, digestBytes(content));
  }
  return digests;
}

function releaseDigest(
  { project, target, folder, outside }: World,
  digests: ReadonlyMap<string, string>,
): string {
  const own = [...digests].filter(([path]) => path.startsWith(`${folder}/`));
  const files = own.map(([path, digest]) => [path.slice(folder.length + 1), digest] as const);
  const referred = [...outside].map(([written, path]) => [written, digests.get(path) ?? ''] as const);
  const covered = Object.fromEntries([...referred, ...files]);
  return statementDigest(releaseStatement({ project, target, path: folder, files: covered }));
}

function governanceDigest(
  { project, target, governed }: World,
  digests: ReadonlyMap<string, string>,
): string {
  // What is no path (which files may be run) has a slash in front.
  const covered = [...digests].filter(([path]) => path.startsWith('/') || governed.covers(path));
  const files = Object.fromEntries(covered);
  return statementDigest(governanceStatement({ project, target, files }));
}
