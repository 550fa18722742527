import type { StepRecord } from '../../src/audit-step.ts';
import { rootAt } from './branch.ts';
import type { Answer } from './doors.ts';
import {
  broughtBy,
  chainOf,
  changedPaths,
  contentOf,
  hasRelease,
  isGoverned,
  type Node,
  reaches,
  releasesOf,
} from './graph.ts';
import {
  changesOf,
  glassOf,
  hasQuorum,
  isAllKnown,
  isBroken,
  isGovernedWell,
  isRatified,
  type Move,
} from './model.ts';
import { dayOf } from './people.ts';
import type { Tried } from './play.ts';

// What must be true of a history. Each gives what is wrong, in words; nothing where all is well.

const slack = 300;

/** The move that a step is, by its own date. */
export function moveOf({ commit, parent }: { commit: Node; parent: Node }): Move {
  return { commit, parent, on: commit.seconds, elsewhere: [] };
}

/** What no step that stands may lack, whatever else is true of it. */
export function lacksOf(
  answer: Answer,
  move: Move,
  clock: number,
  before: ReadonlyMap<string, Answer>,
): string[] {
  if (answer.verdict === 'refused') return [];
  const { commit, parent } = move;
  const { releases, governed } = changesOf(move);
  const lacks: string[] = [];
  const latest = latestOf(parent, clock);
  const merged = broughtBy(commit, parent).filter((node) => node !== commit);
  if (commit.seconds < Math.max(latest, ...merged.map(({ seconds }) => seconds)) - slack)
    lacks.push('it is dated back');
  if (commit.seconds > clock + slack) lacks.push('it is dated ahead');
  if (answer.verdict === 'unrelated') {
    if (releases.length > 0 || governed) lacks.push('it is not unrelated');
    return lacks;
  }
  if (commit.parents.length !== 2) lacks.push('it is no merge of one branch');
  if (!isAllKnown(move)) lacks.push('nobody knows who wrote all of it');
  if (governed) {
    if (answer.verdict !== 'governance') lacks.push('it changes what is governed, and is not called so');
    if (releases.length > 0) lacks.push('releases ride along');
    if (!isGovernedWell(move, 'least')) lacks.push('those who govern have not approved it');
  }
  if (!same(Object.keys(answer.releases), releases))
    lacks.push(`it changes ${releases}, and says ${Object.keys(answer.releases)}`);
  for (const release of releases) {
    if (hasRelease(parent, release)) lacks.push(`${release} was promoted before`);
    const isGlass = answer.releases[release] === 'break-glass';
    if (isGlass ? !isBroken(glassOf(move, release, 'least'), 'least') : !hasQuorum(move, release, 'least'))
      lacks.push(`${release} lacks its quorum`);
    for (const step of owedBefore(move, release, before)) {
      lacks.push(`${release} comes after ${step}, which nobody ratified`);
    }
  }
  return lacks;
}

/** Earlier versions for which glass was broken, that nobody has ratified. */
function owedBefore(move: Move, release: string, before: ReadonlyMap<string, Answer>): string[] {
  const name = `${release.split('/')[0]}/`;
  return chainOf(move.parent).flatMap((commit) => {
    const [parent] = commit.parents;
    const released = Object.entries(before.get(commit.id)?.releases ?? {});
    const glass = released.filter(([other, verdict]) => verdict === 'break-glass' && other.startsWith(name));
    if (parent === undefined || before.get(commit.id)?.verdict !== 'break-glass') return [];
    const step = moveOf({ commit, parent });
    return glass.flatMap(([other]) =>
      releasesOf(move.parent).includes(other) && !isRatified(step, other, move) ? [other] : [],
    );
  });
}

function latestOf(tip: Node, clock: number): number {
  return Math.max(...chainOf(tip).map(({ seconds }) => (seconds > clock + slack ? 0 : seconds)));
}

/** What a plain honest move has to be called; null where it is not plain enough to tell. */
export function plainly(move: Move, clock: number): Answer['verdict'] | null {
  const { commit, parent } = move;
  const [, head] = commit.parents;
  if (commit.parents.length !== 2 || head === undefined) return null;
  const brought = broughtBy(commit, parent);
  const latest = Math.max(
    latestOf(parent, clock),
    ...brought.filter((one) => one !== commit).map(({ seconds }) => seconds),
  );
  if (commit.seconds < latest - slack || commit.seconds > clock + slack) return null;
  if (
    rootAt(head).version > rootAt(parent).version &&
    contentOf(commit, 'governance/0') === contentOf(parent, 'governance/0')
  )
    return null;
  if (!isAllKnown(move) || brought.some((node) => isLeftBehind(node, move))) return null;
  const { releases, governed } = changesOf(move);
  if (releases.some((release) => releasesOf(parent).includes(release))) return null;
  if (governed)
    return releases.length === 0 && isNextRoot(move) && isGovernedWell(move, 'most') ? 'governance' : null;
  if (releases.length === 0) return 'unrelated';
  if (releases.some((release) => isWayBackChanged(parent, release))) return null;
  if (releases.some((release) => isOwed(parent, `${release.split('/')[0]}/`))) return null;
  if (releases.every((release) => hasQuorum(move, release, 'most'))) return 'promoted';
  const isEmergency = releases.every(
    (release) => isBroken(glassOf(move, release, 'most'), 'most') && !hasQuorum(move, release, 'least'),
  );
  return isEmergency ? 'break-glass' : null;
}

/** Whether glass was ever broken for a version of this name: whether that was ratified is not asked here. */
function isOwed(tip: Node, name: string): boolean {
  return chainOf(tip).some((commit) => {
    const [parent] = commit.parents;
    const brought = parent === undefined ? [] : broughtBy(commit, parent);
    return brought.some(({ says }) => says?.decision === 'break-glass' && says.release.startsWith(name));
  });
}

/** The way back is the version of the genesis, as it was. */
function isWayBackChanged(tip: Node, release: string): boolean {
  const first = `${release.split('/')[0]}/1.0.0`;
  return contentOf(tip, first) !== contentOf(chainOf(tip).at(-1) as Node, first);
}

function isLeftBehind(node: Node, { commit, parent }: Move): boolean {
  const has = [...releasesOf(commit), ...releasesOf(parent)];
  return releasesOf(node).some((release) => !has.includes(release));
}

function isNextRoot({ commit, parent }: Move): boolean {
  const [old, next] = [rootAt(parent), rootAt(commit)];
  // By construction it names the one before it, where its version is the next.
  const isSuccessor = next.version === old.version + 1 && commit.parents[1] !== undefined;
  const from = broughtBy(commit, parent).find((node) => changedPaths(node).some(isGoverned));
  const kept = Object.entries(old.compromised).every(([key, since]) => next.compromised[key] === since);
  return isSuccessor && kept && from?.parents[0] !== undefined && rootAt(from.parents[0]) === old;
}

/** Hook and audit: what the hook says of a step at the moment of the push, and what it is by its own date at that moment. */
export function disagreement({ commit, parent, at, refs, hook }: Tried, own: Answer): string[] {
  const passed = hook.length === 0;
  if (own.verdict === 'refused') {
    // Exactly: it judges by the date of the step first.
    return same(hook, own.codes) ? [] : [`the hook says ${hook}, and it is ${own.codes}`];
  }
  if (own.verdict === 'unrelated') return passed ? [] : [`the hook refuses what is unrelated: ${hook}`];
  // As of now it can have lapsed, or be withdrawn on a branch that the step does not have.
  const now: Move = { commit, parent, on: at, elsewhere: refs };
  const isSame = dayOf(at) === dayOf(commit.seconds) && !mentionsWithdrawal(now);
  const stands = (how: 'least' | 'most') =>
    own.verdict === 'governance'
      ? isGovernedWell(now, how)
      : Object.entries(own.releases).every(([release, verdict]) =>
          verdict === 'break-glass'
            ? isBroken(glassOf(now, release, how), how)
            : hasQuorum(now, release, how),
        );
  if ((isSame || stands('most')) && !passed) return [`the hook refuses what stands: ${hook}`];
  if (!stands('least') && passed) return ['the hook lets pass what does not stand any more'];
  return [];
}

function mentionsWithdrawal({ commit, elsewhere }: Move): boolean {
  return elsewhere.some((tip) => broughtBy(tip, commit).some(({ says }) => says?.decision === 'withdraw'));
}

/** Settled: what only later steps can tell, told again from the records alone and from what the test knows. */
export function settledAs(
  records: readonly StepRecord[],
  nodes: ReadonlyMap<string, Node>,
  tip: Node,
): string[] {
  const { compromised } = rootAt(tip);
  let isTrusted = true;
  return records.map(({ step, keys }) => {
    const commit = nodes.get(step.commit) as Node;
    const isProven = step.verdict !== 'bypass' && step.verdict !== 'unverifiable';
    const wasTrusted = isTrusted;
    if (!isProven && changesOf(moveOf({ commit, parent: commit.parents[0] as Node })).governed)
      isTrusted = false;
    if (!isProven || step.verdict === 'unrelated') return step.verdict;
    if (!wasTrusted) return 'unverifiable';
    const isTainted = keys.some((one) => {
      const signed = nodes.get(one.commit) as Node;
      if (signed.key === null || !(signed.key in compromised)) return false;
      const since = nodes.get(compromised[signed.key] ?? '');
      return since === undefined || !reaches(signed, since);
    });
    return isTainted ? 'tainted' : step.verdict;
  });
}

/** That somebody ratified what the audit says was ratified. */
export function isToldRightly(step: { commit: Node; parent: Node }, release: string, tip: Node): boolean {
  return isRatified(moveOf(step), release, moveOf({ commit: tip, parent: tip.parents[0] as Node }));
}

export function same(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}
