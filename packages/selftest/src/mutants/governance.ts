import { trustRootPath } from '@gatehouse/signoff';
import { openBranch } from '../branch.ts';
import { bump, bumped } from '../bump.ts';
import { linkIn, type Mutant, step, unsigned } from '../mutant.ts';
import { makePerson } from '../people.ts';

/** What a build would run, where somebody keeps installed packages in the tree. */
export const program = 'node_modules/.bin/turbo';

const leftOut = 'it is not governed here';

const unapproved = ['change.old_quorum', 'change.new_quorum'] as const;

/** Changes of policies and other governed files. */
export const governanceMutants: Mutant[] = [
  {
    name: 'a weaker policy rides with an unsigned release',
    tries: 'bring a policy that asks nobody, and be judged by it',
    expect: [
      'change.rides_along',
      ...unapproved,
      'change.version_not_next',
      'change.previous_differs',
      ...unsigned,
    ],
    mutate: ({ proposal, oldPolicy }) => step(proposal.change(oldPolicy).merge()),
  },
  {
    name: 'an approved policy rides with a signed release',
    tries: 'have two things approved at once, each by half of the readers',
    expect: ['change.rides_along'],
    mutate: (scene) => step(bumped(scene, scene.proposal).govern(3, scene.cast.governors).signAll().merge()),
  },
  {
    name: 'a governed file that becomes a program',
    tries: 'have something run that was approved as a text',
    expect: unapproved,
    mutate(scene) {
      const branch = bumped(scene).govern(3, scene.cast.governors);
      const next = scene.forge.find(branch.tip.tree, trustRootPath);
      return step(
        branch
          .change({ [trustRootPath]: { kind: 'file', id: next?.id as string, executable: true } })
          .merge(),
      );
    },
  },
  {
    name: 'a policy is rolled back',
    tries: 'judge the next release by the policy of long ago',
    expect: [...unapproved, 'change.version_not_next', 'change.previous_differs'],
    mutate: (scene) => step(openBranch(scene, scene.main).change(scene.oldPolicy).merge()),
  },
  {
    name: 'a policy is changed by nobody who may',
    tries: 'change the rules alone',
    expect: unapproved,
    mutate: (scene) => step(bumped(scene).merge()),
  },
  {
    name: 'a policy is changed by one governor of two',
    tries: 'change the rules with one friend',
    expect: unapproved,
    mutate: (scene) => step(bumped(scene).govern(3, scene.cast.governors.slice(0, 1)).merge()),
  },
  {
    name: 'one governor approves twice',
    tries: 'be two who govern',
    expect: unapproved,
    signoff: 'superseded',
    mutate: (scene) => {
      const [first] = scene.cast.governors;
      return step(bumped(scene).govern(3, [first, first]).merge());
    },
  },
  {
    name: 'a governor approves their own change',
    tries: 'be judge in their own cause',
    expect: unapproved,
    signoff: 'author',
    mutate(scene) {
      const [first] = scene.cast.governors;
      const branch = openBranch(scene, scene.main).change(bump(scene), first);
      return step(branch.govern(3, scene.cast.governors).merge());
    },
  },
  {
    name: 'a policy is changed after it was approved',
    tries: 'have one rule approved and bring another',
    expect: unapproved,
    signoff: 'stale',
    mutate: (scene) => {
      const more = { 'policies/notes.md': Buffer.from('One more thing.\n') };
      return step(bumped(scene).govern(3, scene.cast.governors).change(more).merge());
    },
  },
  {
    name: 'a link in the place of a governed folder',
    tries: 'have judged from elsewhere, after it was approved',
    expect: ['input.path'],
    mutate: (scene) => {
      const [folder] = ['.ci', '.gitlab', 'packs'].filter(
        (name) => scene.governed.covers(name, 'symlink') && scene.forge.find(scene.main.tree, name) === null,
      );
      if (folder === undefined) return 'there is no place for one';
      const link = { [folder]: linkIn(scene) };
      return step(bumped(scene).govern(3, scene.cast.governors).change(link).merge());
    },
  },
  {
    name: 'installed packages in the tree',
    tries: 'bring programs that the build runs, as something unrelated',
    expect: ['change.version_not_next', 'change.previous_differs', ...unapproved],
    mutate: (scene) => {
      if (!scene.governed.covers(program)) return leftOut;
      const installed = { [program]: Buffer.from('#!/bin/sh\n') };
      return step(openBranch(scene, scene.main).change(installed).merge());
    },
  },
  {
    name: 'a file that nobody thought of',
    tries: 'bring what a build or a job of CI reads, as something unrelated',
    expect: ['change.version_not_next', 'change.previous_differs', ...unapproved],
    mutate: (scene) => {
      const path = `.${makePerson('selftest').id}/config`;
      if (!scene.governed.covers(path)) return leftOut;
      return step(
        openBranch(scene, scene.main)
          .change({ [path]: Buffer.from('x\n') })
          .merge(),
      );
    },
  },
  {
    name: 'a change of policies that nobody has signed as its author',
    tries: 'write the rules under no name, and approve them under one',
    expect: ['change.commit_unsigned'],
    mutate: (scene) => {
      const branch = openBranch(scene, scene.main).change(bump(scene), scene.cast.stranger, 'none');
      return step(branch.govern(3, scene.cast.governors).merge());
    },
  },
  {
    name: 'a change of policies by a key that nobody vouches for',
    tries: 'write the rules as somebody else, and approve them as oneself',
    expect: ['change.commit_unsigned'],
    mutate: (scene) => {
      const branch = openBranch(scene, scene.main).change(bump(scene), scene.cast.stranger);
      return step(branch.govern(3, scene.cast.governors).merge());
    },
  },
];
