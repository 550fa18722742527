import { digestDecision, digestJson, GatehouseError } from '@gatehouse/contracts';
import { openCommit, type Past, type Reaches, readPast } from '@gatehouse/facts';
import {
  type BlobDigest,
  firstParents,
  newCommits,
  type ObjectRecord,
  type Objects,
  openRecord,
  type RecordLimits,
  type Repository,
  recordObjects,
} from '@gatehouse/git';
import { type Engine, type JudgedStep, judgeStep, openPolicyShelf } from '@gatehouse/judge';
import { type NamedBlob, nameBlobs } from './name-blobs.ts';

/**
 * The whole record of one promotion as one file: every git object that judging it reads (manifest, evidence, sign-off
 * commits, policies, trust root), and what was decided.
 */
export interface Bundle {
  schema: 'gatehouse/bundle@3';
  /** The merge commit that promoted. */
  commit: string;
  /** `<name>/<version>` → digest of the decision; null in one of an earlier engine, whose digests only that one makes again. */
  decisions: Record<string, string> | null;
  /** What the history before it still says: the word of whoever made the bundle. */
  past: Past;
  record: ObjectRecord;
}

/**
 * Judges a promotion and keeps all that was read for it. `left`: files that are too large to be carried, of which the
 * bundle states the digests only. Throws `input.too_large` where even what judges is.
 */
export async function makeBundle(
  engine: Engine,
  repository: Repository,
  commit: string,
  limits?: RecordLimits,
): Promise<{ bundle: Bundle; judged: JudgedStep; left: NamedBlob[] }> {
  const recorder = recordObjects(repository, limits);
  const { parents } = await repository.readCommit(commit);
  const parent = parents[0] as string;
  const commits = await repository.commitsBetween(parent, commit);
  await recordFork(repository, recorder.objects, parent, commits);
  const past = await readPast(repository, parent, engine.now().getTime() / 1000);
  await recordDescent(repository, recorder.objects, past, commit);
  const judge = { objects: recorder.objects, reaches: repository.isAncestor };
  const judged = await judgeObjects(engine, judge, { commit, commits, past });
  const decisions = decisionsOf(judged);
  const record = await recorder.take();
  const bundle: Bundle = { schema: 'gatehouse/bundle@3', commit, decisions, past, record };
  const left = new Map(Object.entries(record.digests));
  return { bundle, judged, left: await nameBlobs(repository, stepOf(bundle, parent), left) };
}

// That a commit belongs to the history of the base can be seen only with the commits in between.
async function recordFork(
  repository: Repository,
  recorded: Objects,
  base: string,
  commits: readonly string[],
): Promise<void> {
  const own = new Set(commits);
  const parents = await Promise.all(commits.map(async (id) => (await recorded.readCommit(id)).parents));
  for (const fork of new Set(parents.flat().filter((id) => !own.has(id)))) {
    for (const id of await repository.commitsBetween(fork, base)) await recorded.readCommit(id);
    await recorded.readCommit(fork);
  }
}

// That a sign-off descends from a withdrawal on main, or from broken glass, can be seen only with the commits in between.
async function recordDescent(
  repository: Repository,
  recorded: Objects,
  { ledger: { withdrawals, broken } }: Past,
  commit: string,
): Promise<void> {
  const steps = broken.flatMap(({ step }) => step ?? []);
  for (const id of [...withdrawals.map((one) => one.id), ...steps]) {
    if (!(await repository.isAncestor(id, commit))) continue;
    for (const between of await repository.commitsBetween(id, commit)) await recorded.readCommit(between);
    await recorded.readCommit(id);
  }
}

// Whatever the record may be: its objects are checked when they are read.
function stepOf({ commit, record }: Bundle, base: string): Parameters<typeof nameBlobs>[1] {
  const others = Object.entries(record.objects).filter(([, object]) => object?.type === 'commit');
  return { commit, base, others: others.map(([id]) => id) };
}

export interface JudgedBundle {
  judged: JudgedStep;
  /** Files that count with the digest that whoever made the bundle states. */
  believed: NamedBlob[];
}

/**
 * Judges the promotion in a bundle again, from its objects and from `beside`, files that were hashed, alone. `base`:
 * the commit that must have judged. Throws `git.object` for whatever is missing or was altered, `refused.not_ready`
 * for another base, `input.changed` where the decision is another than the one that the bundle names.
 */
export async function judgeBundle(
  engine: Engine,
  bundle: Bundle,
  given: { base?: string | undefined; beside?: ReadonlyMap<string, BlobDigest> } = {},
): Promise<JudgedBundle> {
  const objects = openRecord(bundle.record, given.beside);
  const { parents } = await objects.readCommit(bundle.commit);
  const parent = parents[0] as string;
  if (given.base !== undefined && given.base !== parent) throw otherBase(parent);
  const known = await ancestorsIn(objects, parent);
  const commits = await newCommits(objects, bundle.commit, known);
  const reaches: Reaches = async (one, other) => (await ancestorsIn(objects, other)).has(one);
  const { commit, past } = bundle;
  const judged = await judgeObjects(engine, { objects, reaches }, { commit, commits, past });
  const same = bundle.decisions === null || digestJson(decisionsOf(judged)) === digestJson(bundle.decisions);
  if (same) {
    return { judged, believed: await nameBlobs(objects, stepOf(bundle, parent), objects.believed()) };
  }
  throw new GatehouseError(
    'input.changed',
    'the decision that the bundle names is not the one that follows from it',
    { hint: 'It was altered: do not trust it. Ask for another one.' },
  );
}

function otherBase(parent: string): GatehouseError {
  return new GatehouseError('refused.not_ready', `the bundle was judged by another base: ${parent}`, {
    hint: 'Other policies, plugins and people than those that you trust may have judged. Ask where the bundle comes from.',
  });
}

/** The history of a commit as far as the objects go. */
async function ancestorsIn(objects: Objects, start: string): Promise<Set<string>> {
  const found = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    const commit = await objects.readCommit(id).catch((error: unknown) => {
      if (error instanceof GatehouseError && error.code === 'git.object') return null;
      throw error;
    });
    found.add(id);
    if (commit) open.push(...commit.parents);
  }
  return found;
}

async function judgeObjects(
  engine: Engine,
  judge: { objects: Objects; reaches: Reaches },
  step: { commit: string; commits: readonly string[]; past: Past },
): Promise<JudgedStep> {
  const policies = openPolicyShelf(engine);
  try {
    return await judgeStep({ engine, ...judge, policies, memory: new Map() }, step);
  } finally {
    await policies.close();
  }
}

function decisionsOf({ judged }: JudgedStep): Record<string, string> {
  return Object.fromEntries(judged.map(({ decision }) => [decision.release, digestDecision(decision)]));
}

/** The commit of main that promoted a release: the first that has its folder. null: none did. */
export async function findPromotion(
  repository: Repository,
  tip: string,
  release: string,
): Promise<string | null> {
  const has = async (commit: string) =>
    (await (await openCommit(repository, commit)).entryId(`releases/${release}`)) !== null;
  let later: string | null = null;
  for (const commit of await firstParents(repository, tip, null)) {
    if (!(await has(commit))) break;
    later = commit;
  }
  return later;
}
