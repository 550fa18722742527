import { act, type Branch, type Clock, governedFiles, keyOf, merge, mergedFiles, rootAt } from './branch.ts';
import type { Command, Landing } from './commands.ts';
import { chainOf, contentOf, historyOf, type Node, releasesOf } from './graph.ts';
import { start } from './people.ts';
import type { World } from './world.ts';

/** A move of main that was tried, and what the hook said of it. */
export interface Tried {
  commit: Node;
  parent: Node;
  /** When, by the clock of the server. Seconds since 1970. */
  at: number;
  /** The tips of all other branches at that moment. */
  refs: Node[];
  /** The codes for which the hook refused it; none: it let it pass. */
  hook: string[];
  landed: boolean;
}

export interface Played {
  main: Node;
  tried: Tried[];
  /** When it was over. */
  at: number;
  /** Pushes of which main's old tip was not a first parent, and what the hook said. */
  foxtrots: string[][];
}

export type Hook = (push: { before: Node; after: Node; at: number }) => Promise<string[]>;

/** Plays commands: makes the commits, pushes to main by the hook, and goes on from what landed. */
export async function play(world: World, commands: readonly Command[], hook: Hook): Promise<Played> {
  let now = start + 3600;
  const clock: Clock = { now: () => now, tick: () => (now += 60) };
  const branches: Branch[] = [];
  /** Tips that are kept although their branch has left them. */
  const kept: Node[] = [];
  const played: Played = { main: world.genesis, tried: [], at: now, foxtrots: [] };
  const versions = { notifier: 0, mailer: 0 };

  for (const command of commands) {
    if (command.do === 'wait') {
      now += command.seconds;
      continue;
    }
    const index = begin(command);
    let branch = branches[index] as Branch;
    for (const action of command.actions) {
      const all = [...historyOf(branch.tip, ...branches.map(({ tip }) => tip))];
      const said = all.filter(({ says }) => says !== null).sort((one, other) => other.seconds - one.seconds);
      branch = act({ world, clock, main: played.main, said, kept }, branch, action);
    }
    branches[index] = branch;
    if (command.land !== null) await land(branch, command.land);
  }
  return { ...played, at: now };

  /** Opens the branch that a command is about, or finds it. */
  function begin(command: Exclude<Command, { do: 'wait' }>): number {
    const { main } = played;
    const from = (command.do === 'release' && chainOf(main)[command.behind]) || main;
    if (command.do === 'resume' && branches.length > 0) return command.branch % branches.length;
    if (command.do === 'release') {
      const { name, again, by } = command;
      if (!again || versions[name] === 0) versions[name] += 1;
      const subject = `${name}/1.${versions[name]}.0`;
      const changes = world.releaseFiles(subject, `by ${by}, ${branches.length}`);
      const key = keyOf(rootAt(from), by, command.key);
      const tip = world.commit({ parents: [from], changes, seconds: clock.tick(), by, key });
      return branches.push({ tip, subject, content: null }) - 1;
    }
    if (command.do === 'govern') {
      const changes = governedFiles(from, command.change, command.version, clock);
      const { by } = command;
      const key = keyOf(rootAt(from), by, command.key);
      const tip = world.commit({ parents: [from], changes, seconds: clock.tick(), by, key });
      return branches.push({ tip, subject: `governance/${rootAt(tip).version}`, content: null }) - 1;
    }
    if (command.do === 'say') return branches.push({ tip: from, ...knownRelease(command.about) }) - 1;
    const by = command.do === 'docs' ? command.by : 'ada';
    const path = command.do === 'docs' && command.tool ? 'scripts/tool.mjs' : 'docs/page.md';
    const changes = { [path]: `at ${now}\n` };
    const tip = world.commit({ parents: [from], changes, seconds: clock.tick(), by });
    return branches.push({ tip, subject: 'notifier/1.0.0', content: null }) - 1;
  }

  /** One of the releases and changes that anybody has proposed, the newest first. */
  function knownRelease(about: number): Pick<Branch, 'subject' | 'content'> {
    const tips = [played.main, ...branches.map(({ tip }) => tip)];
    const changes = branches.filter(({ subject }) => subject.startsWith('governance/'));
    const known = [
      ...changes.map(({ tip, subject }) => ({ release: subject, tip })),
      ...tips.flatMap((tip) => releasesOf(tip).map((release) => ({ release, tip }))),
    ];
    const fresh = known.filter(({ release }) => !release.endsWith('/1.0.0'));
    const names = [...new Set(fresh.map(({ release }) => release))].sort().reverse();
    const subject = names[about % Math.max(1, names.length)] ?? 'notifier/1.0.0';
    const { tip } = known.find(({ release }) => release === subject) as { tip: Node };
    return { subject, content: contentOf(tip, subject) };
  }

  async function land(branch: Branch, landing: Landing): Promise<void> {
    const { main } = played;
    const after = mergeOf(branch, landing);
    if (after === main || historyOf(main).has(after)) return;
    const at = clock.now();
    const refs = [...branches.map(({ tip }) => tip), ...kept];
    await world.save(
      Object.fromEntries([['main', main], ...refs.map((tip, index) => [`b${index}`, tip] as const)]),
    );
    const chain = chainOf(after);
    const length = chain.indexOf(main);
    if (length === -1) {
      played.foxtrots.push(await hook({ before: main, after, at }));
      return;
    }
    const fresh: Tried[] = [];
    for (const commit of chain.slice(0, length).reverse()) {
      const parent = commit.parents[0] as Node;
      const codes = await hook({ before: parent, after: commit, at });
      fresh.push({ commit, parent, at, refs, hook: codes, landed: false });
    }
    const landed = landing.forced || fresh.every(({ hook: codes }) => codes.length === 0);
    played.tried.push(...fresh.map((one) => ({ ...one, landed })));
    if (landed) played.main = after;
  }

  function mergeOf({ tip, subject }: Branch, { how, offset }: Landing): Node {
    const { main } = played;
    const seconds = clock.tick() + offset;
    const about = { seconds, by: 'ada', message: 'Merge\n' };
    const release = subject.startsWith('governance/') ? 'notifier/1.1.0' : subject;
    switch (how) {
      case 'no-ff':
        return merge(world, seconds, main, tip);
      case 'ff':
        return tip;
      case 'squash':
        return world.commit({ ...about, parents: [main], changes: mergedFiles(main, tip) });
      case 'octopus': {
        const other = branches.find((one) => one.tip !== tip)?.tip ?? main;
        const changes = { ...mergedFiles(main, other), ...mergedFiles(main, tip) };
        return world.commit({ ...about, parents: [main, tip, other], changes });
      }
      case 'foxtrot':
        return world.commit({ ...about, parents: [tip, main], changes: mergedFiles(tip, main) });
      case 'ours':
        return world.commit({ ...about, parents: [main, tip] });
      case 'theirs':
        return world.commit({ ...about, parents: [main, tip], from: tip });
      case 'evil-release':
        return merge(world, seconds, main, tip, { [`releases/${release}/notes.txt`]: 'evil\n' });
      case 'evil-docs':
        return merge(world, seconds, main, tip, { 'docs/page.md': `evil ${seconds}\n` });
      case 'evil-tool':
        return merge(world, seconds, main, tip, { 'scripts/tool.mjs': `evil ${seconds}\n` });
      case 'old':
        return merge(world, seconds, main, tip.parents[0] ?? tip);
    }
  }
}
