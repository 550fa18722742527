import { settleAudit } from '@gatehouse/audit';
import { joinLedgers, openBase, openCommit, readPast } from '@gatehouse/facts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  disagreement,
  isToldRightly,
  lacksOf,
  moveOf,
  plainly,
  same,
  settledAs,
} from './histories/claims.ts';
import { type Command, history } from './histories/commands.ts';
import { type Answer, answerOf, auditOf, bundleOf, checkOf, hookOf, replayOf } from './histories/doors.ts';
import { chainOf, historyOf, type Node, reaches } from './histories/graph.ts';
import { known } from './histories/known.ts';
import { play, type Tried } from './histories/play.ts';
import { makeTemplate, openWorld, type Template, type World } from './histories/world.ts';

// Histories at random: whatever people and attackers do, everything that judges says the same of each step, and no step
// stands without the people whom the test counts itself. More of them: HISTORIES=2000 SEED=7 npx vitest run test/histories.

const runs = Number(process.env.HISTORIES ?? 24);
const seed = Number(process.env.SEED ?? 20_261_130);
const lanes = 2;

/** Beside hook and audit, one more is asked of each history. */
type Further = 'replay' | 'check' | 'bundle';
const further = fc.constantFrom<Further>('replay', 'check', 'bundle');

/** What has been seen, so that a run that saw nothing has not passed. */
const counts: Record<string, number> = {};
function count(what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

/** Plays a history, and gives everything that is wrong with what was said of it. */
async function faultsOf(
  template: Template,
  commands: readonly Command[],
  further: Further,
): Promise<string[]> {
  const world = await openWorld(template);
  try {
    const { main, tried, at, foxtrots } = await play(world, commands, hookOf(world));
    const faults = foxtrots
      .filter((codes) => !codes.includes('not-first-parent'))
      .map(() => 'a foxtrot landed');
    const chain = chainOf(main).reverse();
    const nodes = new Map([...historyOf(main)].map((node) => [node.id, node]));
    const records = chain.length > 1 ? await auditOf(world, main, at) : [];
    const answers = new Map(records.map((record) => [record.step.commit, answerOf(record)]));
    const say = (node: Node, lines: readonly string[]) =>
      faults.push(
        ...lines.map((line) => `step ${tried.findIndex(({ commit }) => commit === node)}: ${line}`),
      );

    if (
      !same(
        records.map(({ step }) => step.commit),
        chain.slice(1).map(({ id }) => id),
      )
    )
      faults.push('the audit leaves steps out');
    for (const one of tried) {
      const own = await ownAnswer(world, one, answers);
      count(`${one.landed ? '' : 'not landed, '}${own.verdict}`);
      for (const code of own.codes) count(code);
      say(one.commit, disagreement(one, own));
      say(one.commit, lacksOf(own, moveOf(one), one.at, answers));
      const plain = plainly(moveOf(one), one.at);
      if (plain !== null) count(`plainly ${plain}`);
      if (plain !== null && plain !== own.verdict)
        say(one.commit, [`it is plainly ${plain}, and called ${own.verdict}: ${own.codes}`]);
    }
    for (const [index, record] of records.entries()) {
      const node = chain[index + 1] as Node;
      const past = await readPast(world.repository, node.id, at);
      const joined = joinLedgers(...records.slice(0, index + 1).map(({ ledger }) => ledger));
      if (JSON.stringify(past.ledger) !== JSON.stringify(joined))
        say(node, ['its ledger is another than that of the audit']);
      const latest = Math.max(
        ...chain.slice(0, index + 2).map(({ seconds }) => (seconds > at + 300 ? 0 : seconds)),
      );
      if (past.latest !== latest) say(node, [`the latest date is ${latest}, not ${past.latest}`]);
      for (const fault of lacksOf(
        answerOf(record),
        moveOf({ commit: node, parent: chain[index] as Node }),
        at,
        answers,
      ))
        say(node, [fault]);
    }
    if (records.length > 0) {
      const base = await openBase(await openCommit(world.repository, main.id), main.id);
      const { steps } = await settleAudit(world.repository, records, base);
      const wanted = settledAs(records, nodes, main);
      for (const [index, step] of steps.entries()) {
        const node = chain[index + 1] as Node;
        count(`settled ${step.verdict}`);
        if (step.verdict !== wanted[index]) say(node, [`settled as ${step.verdict}, not ${wanted[index]}`]);
        const isSaid = step.reasons.some(({ code }) => code === 'ratified');
        if (isSaid) count('ratified');
        for (const { release, verdict } of isSaid ? step.releases : []) {
          if (
            verdict === 'break-glass' &&
            !isToldRightly({ commit: node, parent: chain[index] as Node }, release, main)
          )
            say(node, ['nobody ratified it']);
        }
      }
      await askFurther(world, further, { tried, answers, at, say });
    }
    return faults;
  } finally {
    world.close();
  }
}

/** What a step is at the moment of its push, without what is asked as of now: the audit's word, or the replay's where it has none. */
async function ownAnswer(
  world: World,
  { commit, parent, at, landed }: Tried,
  audited: ReadonlyMap<string, Answer>,
): Promise<Answer> {
  const known = landed ? audited.get(commit.id) : undefined;
  const isAhead = chainOf(commit).some(({ seconds }) => seconds > at);
  return known === undefined || isAhead || parent.seconds > at ? replayOf(world, commit, at) : known;
}

async function askFurther(
  world: World,
  further: Further,
  {
    tried,
    answers,
    at,
    say,
  }: {
    tried: readonly Tried[];
    answers: ReadonlyMap<string, Answer>;
    at: number;
    say: (node: Node, lines: string[]) => void;
  },
): Promise<void> {
  const touching = tried.filter(({ commit }) => answers.get(commit.id));
  const last =
    touching.findLast(({ commit }) => answers.get(commit.id)?.verdict !== 'unrelated') ?? touching.at(-1);
  if (last === undefined) return;
  const audited = answers.get(last.commit.id) as Answer;
  if (further === 'replay' || (further === 'bundle' && audited.verdict !== 'refused')) {
    const again =
      further === 'replay' ? await replayOf(world, last.commit, at) : await bundleOf(world, last.commit, at);
    count(further);
    if (JSON.stringify(again) !== JSON.stringify(audited))
      say(last.commit, [`${further}: ${JSON.stringify(again)}, not ${JSON.stringify(audited)}`]);
  }
  if (further !== 'check') return;
  const { commit, parent, hook } = tried.at(-1) as Tried;
  const [, head] = commit.parents;
  if (head === undefined || head === parent || commit.tree !== head.tree || !reaches(parent, head)) return;
  const report = await checkOf(world, { base: parent, head, at: (tried.at(-1) as Tried).at });
  count('check');
  const ofTheMerge = ['backdated', 'future-dated', 'octopus', 'newer-root'];
  const isFine = ['ready', 'ready-with-waivers', 'break-glass', 'nothing-to-judge'].includes(report.verdict);
  if (isFine && hook.some((code) => !ofTheMerge.includes(code)))
    say(commit, [`check says ${report.verdict}, the hook ${hook}`]);
  if (!isFine && hook.length === 0)
    say(commit, [`check says ${report.verdict}: ${report.codes}, and the hook lets it pass`]);
}

test(`hook, audit, check, replay and bundle agree, and who signed is counted again (seed ${seed})`, async () => {
  const template = await makeTemplate();
  for (const [name, commands] of Object.entries(known)) {
    expect({ [name]: await faultsOf(template, commands, 'bundle') }).toEqual({ [name]: [] });
  }
  const property = fc.asyncProperty(history, further, async (commands, asked) => {
    expect(await faultsOf(template, commands, asked)).toEqual([]);
  });
  const numRuns = Math.ceil(runs / lanes);
  const lane = (index: number) => fc.assert(property, { seed: seed + index, numRuns });
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  const seen = ['promoted', 'governance', 'break-glass', 'unrelated', 'refused', 'replay', 'check', 'bundle'];
  expect(seen.filter((one) => !counts[one])).toEqual([]);
}, 600_000);
