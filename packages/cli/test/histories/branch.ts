import { createHash } from 'node:crypto';
import type { Action, GovernedChange, KeyChoice } from './commands.ts';
import { changedPaths, contentOf, historyOf, type Node, type Saying } from './graph.ts';
import { dayOf, type Root, rootFiles, rootOf, rootPath } from './people.ts';
import type { World } from './world.ts';

// What people and attackers do on a branch. Each action gives the next tip.

export interface Branch {
  tip: Node;
  /** What its sign-offs are about, and a commit that has it. */
  subject: string;
  /** What a sign-off names where the tip does not have it. */
  content: string | null;
}

export interface Clock {
  /** Seconds since 1970; each look is a minute later. */
  tick(): number;
  now(): number;
}

export function rootAt(node: Node): Root {
  const root = rootOf(node.files.get(rootPath));
  if (root === null) throw new Error('a commit has a trust root that nobody wrote');
  return root;
}

export function keyOf(root: Root, by: string, choice: KeyChoice): string {
  const current = Object.entries(root.principals[by]?.keys ?? {}).find(([, until]) => until === null)?.[0];
  if (choice === 'own') return current ?? by;
  if (choice === 'old') return `${by}-old`;
  if (choice === 'first') return by;
  return choice === 'next' ? `${by}-2` : choice;
}

/** What an action may need to know beside its branch. */
export interface Around {
  world: World;
  clock: Clock;
  main: Node;
  /** The sign-offs of all branches, the newest first. */
  said: readonly Node[];
  /** Tips that are kept although their branch has left them: may be added to. */
  kept: Node[];
}

export function act({ world, clock, main, said, kept }: Around, branch: Branch, action: Action): Branch {
  const { tip, subject } = branch;
  const root = rootAt(main);
  const isOfGovernance = subject.startsWith('governance/');
  const sign = (
    by: string,
    says: Partial<Saying>,
    more: { key?: string; changes?: Record<string, string> } = {},
  ) => {
    const full: Saying = {
      ...{ release: subject, role: 'engineer', decision: 'approve', root: root.version, until: null },
      ...{ denies: false, ours: true, content: branch.content ?? contentOf(branch.tip, subject), ...says },
    };
    const from = branch.tip;
    const key = more.key ?? keyOf(root, by, 'own');
    branch = {
      ...branch,
      tip: world.commit({ parents: [from], seconds: clock.tick(), by, ...more, key, says: full }),
    };
  };
  switch (action.act) {
    case 'quorum': {
      for (const [role, by] of seatsOf(main, branch, root)) sign(by, { role });
      return branch;
    }
    case 'glass': {
      const until = dayOf(clock.now() + action.days * 86_400);
      for (const by of action.by) {
        const role = isOfGovernance ? 'governance' : fitRole(root, by, 'break-glass');
        sign(by, isOfGovernance ? { role } : { role, decision: 'break-glass', until });
      }
      return branch;
    }
    case 'ratify': {
      const { by } = action;
      const says: Partial<Saying> = { role: 'governance', decision: isOfGovernance ? 'approve' : 'ratify' };
      sign(by, says, { key: keyOf(root, by, action.key) });
      return branch;
    }
    case 'regret': {
      const signed = said.filter(({ says }) => says?.release === subject && says.decision !== 'withdraw');
      const yes = signed[action.who % Math.max(1, signed.length)];
      if (yes?.says == null) return branch;
      const { by, says } = yes;
      const key = yes.key ?? 'none';
      sign(by, { ...says, decision: 'withdraw', until: null, denies: false }, { key });
      const no = branch.tip;
      if (action.how !== 'stay' && action.how !== 'again') branch = { ...branch, tip };
      if (action.how.startsWith('again')) sign(by, says, { key });
      if (action.how === 'beside' || action.how === 'again-beside') kept.push(no);
      return branch;
    }
    case 'sign': {
      const { by, key, flaw, denies, decision } = action;
      const decided = isOfGovernance && decision !== 'withdraw' ? 'approve' : decision;
      const role =
        action.role === 'fit' ? fitRole(root, by, isOfGovernance ? 'ratify' : decided) : action.role;
      const ends =
        decided === 'break-glass' ? (action.until ?? 3) : decided === 'approve' ? action.until : null;
      sign(
        by,
        {
          ...{ role, decision: decided, denies: denies && decided !== 'withdraw', ours: flaw !== 'project' },
          until: ends === null ? null : dayOf(clock.now() + ends * 86_400),
          ...(flaw === 'content' && { content: JSON.stringify([[mainFileOf(subject), 'other']]) }),
          ...(flaw === 'release' && !isOfGovernance && { release: `${subject.split('/')[0]}/9.9.9` }),
          ...(flaw === 'newer' && { root: root.version + 1 }),
        },
        {
          key: keyOf(root, by, key),
          ...(flaw === 'changes' &&
            !isOfGovernance && { changes: { [`releases/${subject}/notes.txt`]: `${clock.now()}\n` } }),
        },
      );
      return branch;
    }
    case 'edit': {
      const path = subject.startsWith('governance/') ? 'scripts/tool.mjs' : `releases/${subject}/notes.txt`;
      const changes = { [path]: `edited at ${clock.now()}\n` };
      const { by } = action;
      return {
        ...branch,
        tip: world.commit({
          parents: [tip],
          changes,
          seconds: clock.tick(),
          by,
          key: keyOf(root, by, action.key),
        }),
      };
    }
    case 'sync':
      return historyOf(tip).has(main) ? branch : { ...branch, tip: merge(world, clock.tick(), tip, main) };
    case 'drop': {
      let left = tip;
      for (
        let count = action.count;
        count > 0 && left.parents[0] !== undefined && left.says !== null;
        count -= 1
      ) {
        left = left.parents[0];
      }
      if (action.kept) kept.push(tip);
      return { ...branch, tip: left };
    }
  }
}

function mainFileOf(subject: string): string {
  return subject.startsWith('governance/') ? rootPath : `releases/${subject}/release.yaml`;
}

function fitRole(root: Root, by: string, decision: string): string {
  const own = root.principals[by]?.roles ?? [];
  if (decision === 'ratify') return 'governance';
  const all = [...own, ...root.lent.flatMap(({ to, role }) => (to === by ? role : []))];
  if (decision === 'break-glass') return all.find((role) => role !== 'engineer') ?? 'security';
  return all.find((role) => role === 'engineer' || role === 'product') ?? 'engineer';
}

/** Who signs where everything is as it should be: people with a key, who wrote nothing on this branch. */
function seatsOf(main: Node, { tip, subject }: Branch, root: Root): [role: string, by: string][] {
  const before = historyOf(main);
  const own = [...historyOf(tip)].filter((node) => !before.has(node) && changedPaths(node).length > 0);
  const busy = new Set(own.map(({ by }) => by));
  const free = (role: string) =>
    Object.entries(root.principals).flatMap(([id, { roles, keys, kind }]) =>
      kind === 'person' && roles.includes(role) && !busy.has(id) && Object.values(keys).includes(null)
        ? [id]
        : [],
    );
  if (subject.startsWith('governance/')) {
    return free('governance')
      .slice(0, root.threshold)
      .map((by) => ['governance', by]);
  }
  const [engineer] = free('engineer');
  const product = free('product').find((by) => by !== engineer);
  return [
    ...(engineer ? [['engineer', engineer] as [string, string]] : []),
    ...(product ? [['product', product] as [string, string]] : []),
  ];
}

/** `onto` with what `head` changed since they parted. */
export function mergedFiles(onto: Node, head: Node): Record<string, string | null> {
  const known = historyOf(onto);
  const fork = [...historyOf(head)]
    .filter((node) => known.has(node))
    .sort((a, b) => b.seconds - a.seconds)[0] as Node;
  const paths = new Set([...head.files.keys(), ...fork.files.keys()]);
  const changed = [...paths].filter((path) => head.files.get(path) !== fork.files.get(path));
  return Object.fromEntries(changed.map((path) => [path, head.files.get(path) ?? null]));
}

export function merge(
  world: World,
  seconds: number,
  onto: Node,
  head: Node,
  more: Record<string, string> = {},
): Node {
  const changes = { ...mergedFiles(onto, head), ...more };
  return world.commit({ parents: [onto, head], changes, seconds, by: 'ada', message: 'Merge\n' });
}

/** The files of a change of what is governed, on top of a commit. */
export function governedFiles(
  node: Node,
  change: GovernedChange,
  more: number,
  clock: Clock,
): Record<string, string> {
  const root = rootAt(node);
  const previous = `sha256:${createHash('sha256')
    .update(`${node.files.get(rootPath)}`)
    .digest('hex')}`;
  const next = { ...changedRoot(root, change, node, clock), version: root.version + more, previous };
  return {
    ...rootFiles(next),
    ...(change.what === 'tool' && { 'scripts/tool.mjs': `tool ${clock.now()}\n` }),
  };
}

function changedRoot(root: Root, change: GovernedChange, node: Node, clock: Clock): Root {
  const { principals } = root;
  switch (change.what) {
    case 'rotate':
    case 'steal': {
      const { who } = change;
      const before = principals[who];
      if (before === undefined) return root;
      const key = keyOf(root, who, 'own');
      const [, count = '1'] = /-(\d+)$/.exec(key) ?? [];
      const next = { ...before, keys: { [`${who}-${Number(count) + 1}`]: null } };
      const compromised = change.what === 'steal' ? { [key]: change.since ? node.id : null } : {};
      return {
        ...root,
        principals: { ...principals, [who]: next },
        compromised: { ...root.compromised, ...compromised },
      };
    }
    case 'remove': {
      const { [change.who]: _gone, ...left } = principals;
      return {
        ...root,
        principals: left,
        lent: root.lent.filter(({ from, to }) => from !== change.who && to !== change.who),
      };
    }
    case 'add': {
      const name = `new-${change.role}`;
      return {
        ...root,
        principals: {
          ...principals,
          [name]: { kind: 'person', roles: [change.role], keys: { [name]: null } },
        },
      };
    }
    case 'lend': {
      const { from, to } = change;
      const role = principals[from]?.roles[0];
      const isHeld = root.lent.some((one) => one.to === to && one.role === role);
      if (role === undefined || principals[to] === undefined || isHeld || principals[to].roles.includes(role))
        return root;
      const until = dayOf(clock.now() + 5 * 86_400);
      return { ...root, lent: [...root.lent, { from, to, role, path: 'releases/notifier', until }] };
    }
    case 'threshold':
      return { ...root, threshold: root.threshold === 1 ? 2 : 1 };
    default:
      return root;
  }
}
