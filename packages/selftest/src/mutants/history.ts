import { openBranch } from '../branch.ts';
import { type Mutant, step, unsigned } from '../mutant.ts';
import type { Tip } from '../world.ts';

const hour = 3600;
const day = 24 * hour;

/** Everything is signed, and the way into main is another than a merge of today. */
export const historyMutants: Mutant[] = [
  {
    name: 'a merge that is dated back',
    tries: 'be judged by a day on which it was still allowed',
    expect: ['backdated'],
    mutate: ({ proposal, main }) => step(proposal.signAll().merge({ seconds: main.seconds + 120 })),
  },
  {
    name: 'merges that are dated back by a little each',
    tries: 'walk back to a day on which it was still allowed',
    expect: ['backdated'],
    mutate: (scene) => {
      const quiet = (main: Tip, seconds: number) =>
        openBranch(scene, main, { ...main, seconds: seconds - 60 })
          .change({ 'releases/selftest.txt': Buffer.from(`${seconds}\n`) })
          .merge({ seconds });
      const { seconds } = scene.main;
      return step(quiet(quiet(scene.main, seconds - 200), seconds - 400));
    },
  },
  {
    name: 'a merge that is dated ahead',
    tries: 'be judged by a day that is to come',
    expect: ['future-dated'],
    mutate: ({ proposal }) => {
      const branch = proposal.signAll();
      return step(branch.merge({ seconds: branch.tip.seconds + day }));
    },
  },
  {
    name: 'commits are merged without what they wrote',
    tries: 'have it forgotten who wrote the release before it comes',
    expect: ['refused.left_behind'],
    mutate: ({ proposal, folder }) => step(proposal.signAll().merge({ changes: { [folder]: null } })),
  },
  {
    name: 'a squash',
    tries: 'promote the files without the commits that signed them',
    expect: ['not-a-merge', ...unsigned],
    mutate: ({ proposal }) => step(proposal.signAll().merge({ parents: (main) => [main] })),
  },
  {
    name: 'a fast-forward',
    tries: 'make the branch the tip of main, without a merge',
    // Its first commit is a release that nobody has measured yet.
    expect: ['not-a-merge', 'validation.*', 'lineage.*', ...unsigned],
    mutate: ({ main, proposal }) => ({ push: { before: main.commit, after: proposal.signAll().tip.commit } }),
  },
  {
    name: 'a merge of three',
    tries: 'bring something else in the same merge',
    expect: ['octopus'],
    mutate: ({ proposal, genesis }) =>
      step(proposal.signAll().merge({ parents: (main, head) => [main, head, genesis.commit] })),
  },
  {
    name: 'a foxtrot',
    tries: 'make main a side branch of the branch',
    expect: ['not-first-parent'],
    mutate: (scene) => {
      const moved = openBranch(scene, scene.main)
        .change({ 'releases/selftest.txt': Buffer.from('Meanwhile.\n') })
        .merge();
      const turned = scene.proposal.signAll().merge({ onto: moved, parents: (main, head) => [head, main] });
      return { push: { before: moved.commit, after: turned.commit } };
    },
  },
  {
    name: 'main is rewound',
    tries: 'have a promotion never been',
    expect: ['not-first-parent'],
    mutate: ({ main, promoted }) => ({ push: { before: promoted.commit, after: main.commit } }),
  },
  {
    name: 'main is rewritten',
    tries: 'have another promotion been',
    expect: ['not-first-parent'],
    mutate: ({ promoted, proposal }) => {
      const other = proposal.signAll().merge({ seconds: promoted.seconds + 1 });
      return { push: { before: promoted.commit, after: other.commit } };
    },
  },
  {
    name: 'main is deleted',
    tries: 'begin again without a past',
    expect: ['deletion'],
    mutate: ({ promoted }) => ({
      push: { before: promoted.commit, after: '0'.repeat(promoted.commit.length) },
    }),
  },
  {
    name: 'a replace ref',
    tries: 'show people another history than the one that was signed',
    expect: ['replace-ref'],
    mutate: ({ main, promoted }) => ({
      push: {
        before: '0'.repeat(main.commit.length),
        after: main.commit,
        ref: `refs/replace/${promoted.commit}`,
      },
    }),
  },
];
