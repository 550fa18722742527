import { digestBytes, type TrustRoot } from '@gatehouse/contracts';
import {
  allowedSignersPath,
  type Base,
  digestGoverned,
  governedByDefault,
  governedPath,
} from '@gatehouse/facts';
import type { Objects } from '@gatehouse/git';
import { allowedSigners, trustRootPath } from '@gatehouse/signoff';
import { parse } from 'yaml';
import { type Branch, digestsAfter, openBranch } from './branch.ts';
import type { Content, Forge } from './forge.ts';
import { castRoot } from './people.ts';
import type { Subject } from './subject.ts';
import type { Tip, World } from './world.ts';

/** What every attack starts from: a history in which everything was done as it should be. */
export interface Scene extends World {
  subject: Subject;
  /** The first commit: an older policy that asks nobody, and an older trust root. */
  genesis: Tip;
  /** The step to the policy of the base and to the trust root in force, approved by both governors. */
  main: Tip;
  /** The release, proposed and not signed. */
  proposal: Branch;
  /** The promotion of the release, signed by everybody. */
  promoted: Tip;
  /** The trust root in force, and those files that state one. */
  trustRoot: TrustRoot;
  rootFiles(root: TrustRoot): Record<string, Content>;
  /** The trust root that could follow the one in force. */
  nextRoot(change?: Partial<TrustRoot>): TrustRoot;
  /** The codes of the rules that apply to this release. */
  asked: ReadonlySet<string>;
  /** The files of the older policy. */
  oldPolicy: Record<string, Content>;
  /** The day of the promotion, `YYYY-MM-DD`, and the day before. */
  today: string;
  yesterday: string;
}

/** Builds it around one release. `cast` has nobody for the quorum yet where it is only to be learnt. */
export async function buildScene(
  forge: Forge,
  objects: Objects,
  { base, subject, ...known }: { base: Base; subject: Subject } & Pick<Scene, 'cast' | 'asked'>,
): Promise<Scene> {
  const { cast } = known;
  const { release, folder, moment } = subject;
  const yesterday = dayOf(moment - day);
  const about = { name: release.split('/')[0] as string, yesterday };
  const real = { ...base.trustRoot.root, principals: subject.principals };
  const first = castRoot(real, cast, { ...about, version: 1, previous: null });
  const trustRoot: TrustRoot = { ...first, version: 2, previous: digestBytes(bytesOf(first)) };
  const policy = await readPolicy(base);
  const { outside } = subject;
  const governed = await base.governed();
  const where = { project: real.project, target: base.target };
  const older: World = { ...where, forge, cast, release, folder, outside, governed, root: 1 };

  const changes = {
    ...rootFiles(first),
    ...policy.old,
    // Sign-offs of governed files cover other files where there is no list.
    ...(governed.declared ? {} : { [governedPath]: Buffer.from(governedByDefault) }),
    ...subject.before,
    [folder]: null,
  };
  const genesis = firstCommit(older, changes, {
    tree: await learnTree(forge, objects, base, subject),
    digests: new Map(Object.entries(await digestGoverned(objects, base.source.tree as string, governed))),
    seconds: moment - 4 * hour,
    manifest: Buffer.alloc(0),
  });
  const main = openBranch(older, genesis)
    .change({ ...rootFiles(trustRoot), ...policy.current })
    .govern(2, cast.governors)
    .merge();
  const world: World = { ...older, root: 2 };
  const late = { ...main, seconds: moment - 2 * hour };
  const measured = evidenceOf(subject);
  const unmeasured = Object.fromEntries(Object.keys(measured).map((path) => [path, Buffer.from('{}\n')]));
  const written = openBranch(world, main, late).change({ ...subject.contents, ...unmeasured });
  const { tip } = Object.keys(measured).length === 0 ? written : written.change(measured, cast.measurer);
  const manifest = Buffer.from(subject.texts.get('release.yaml') ?? '');
  // The release may have come as a folder of the base, whose files are not read again.
  const proposal = openBranch(world, main, {
    ...{ ...tip, manifest },
    digests: new Map([...tip.digests, ...subject.digests]),
  });
  return {
    ...world,
    ...known,
    ...{ subject, genesis, main, proposal, trustRoot, rootFiles, yesterday, today: dayOf(moment) },
    promoted: proposal.signAll().merge({ seconds: moment }),
    nextRoot: (change = {}) => ({
      ...trustRoot,
      version: 3,
      previous: digestBytes(bytesOf(trustRoot)),
      ...change,
    }),
    oldPolicy: policy.old,
  };
}

/** The evidence of the release and the reports, by path: whoever writes it does not measure it. */
function evidenceOf({ folder, texts }: Subject): Record<string, Buffer> {
  const own = [...texts].filter(([path]) => /^(evidence|reports)\//.test(path));
  return Object.fromEntries(own.map(([path, text]) => [`${folder}/${path}`, Buffer.from(text)]));
}

const hour = 3600;
const day = 24 * hour;

function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function firstCommit(
  { forge, cast }: World,
  changes: Record<string, Content>,
  before: Omit<Tip, 'commit'>,
): Tip {
  const { id: name, email } = cast.author;
  const tree = forge.edit(before.tree, changes);
  const parts = {
    tree,
    name,
    email,
    seconds: before.seconds,
    parents: [],
    message: 'Production\n',
    sign: null,
  };
  return { ...before, tree, commit: forge.commit(parts), digests: digestsAfter(before.digests, changes) };
}

// JSON is YAML.
function bytesOf(root: TrustRoot): Buffer {
  return Buffer.from(`${JSON.stringify(root, null, 2)}\n`);
}

function rootFiles(root: TrustRoot): Record<string, Content> {
  return { [trustRootPath]: bytesOf(root), [allowedSignersPath]: Buffer.from(allowedSigners(root)) };
}

const quorums = 'policies/data/quorums.yaml';

/** The policy of the base, and one before it that asked nobody: where there are no quorums, one with another text. */
async function readPolicy({ source }: Base): Promise<Record<'old' | 'current', Record<string, Content>>> {
  const asked = await source.read(quorums, 1024 * 1024);
  if (asked !== null) {
    const nobody = Object.keys(parse(asked.toString('utf8')) ?? {}).map((tier) => `${tier}: {}\n`);
    return { old: { [quorums]: Buffer.from(nobody.join('')) }, current: { [quorums]: asked } };
  }
  const main = (await source.read('policies/main.rego', 1024 * 1024)) ?? Buffer.alloc(0);
  const old = Buffer.concat([main, Buffer.from('\n# An older text.\n')]);
  return { old: { 'policies/main.rego': old }, current: { 'policies/main.rego': main } };
}

/** Reads those folders of the base that attacks change; gives its tree. */
async function learnTree(
  forge: Forge,
  objects: Objects,
  { commit }: Base,
  { folder, outside }: Subject,
): Promise<string> {
  const { tree } = await objects.readCommit(commit);
  await forge.learn(objects, tree, 'itself');
  const [releases = '', name = ''] = folder.split('/');
  const above = [...outside.values()].flatMap((path) =>
    foldersAbove(path).map((one) => [one, 'itself'] as const),
  );
  const parts = [
    ...above,
    ['policies', 'deep'],
    [releases, 'itself'],
    [`${releases}/${name}`, 'itself'],
    [folder, 'deep'],
  ] as const;
  for (const [path, how] of parts) {
    const found = await objects.findEntry(tree, path);
    if (found?.kind === 'folder') await forge.learn(objects, found.id, how);
  }
  return tree;
}

function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
