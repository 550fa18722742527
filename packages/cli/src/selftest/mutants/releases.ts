import { posix } from 'node:path';
import { digestBytes, type Release } from '@gatehouse/contracts';
import { parseDocument } from 'yaml';
import { openBranch } from '../branch.ts';
import type { Content } from '../forge.ts';
import { type Attempt, linkIn, type Mutant, step, unsigned } from '../mutant.ts';
import type { Person } from '../people.ts';
import type { Scene } from '../scene.ts';

/** Promoted releases that are touched, and releases where nobody looks. */
export const releaseMutants: Mutant[] = [
  {
    name: 'a release that its author did not sign',
    tries: 'hide who wrote it, and sign it as somebody else',
    expect: ['signoff.commit_unsigned'],
    mutate: (scene) => hidden(scene, scene.cast.author, 'none'),
  },
  {
    name: 'a release by somebody whom nobody knows',
    tries: 'bring a release in from outside, under a key of their own',
    expect: ['signoff.commit_unsigned'],
    mutate: (scene) => hidden(scene, scene.cast.stranger),
  },
  {
    name: 'an artifact of no bytes',
    tries: 'promote nothing under the name of something',
    expect: [
      'inventory.entry_empty',
      'validation.subject_not_measured',
      'validation.input_changed',
      'validation.baseline_ungoverned',
      'lineage.evaluation_missing',
    ],
    mutate(scene) {
      const yaml = parseDocument(scene.subject.texts.get('release.yaml') ?? '');
      const { artifacts = [] } = yaml.toJS() as Release;
      const index = artifacts.findIndex(({ path }) => path !== undefined);
      if (index === -1) return 'no artifact is a file of the repository';
      const path = posix.join(scene.folder, artifacts[index]?.path as string);
      const empty = Buffer.alloc(0);
      yaml.setIn(['artifacts', index, 'digest'], digestBytes(empty));
      const changes = {
        [`${scene.folder}/release.yaml`]: Buffer.from(String(yaml)),
        [path]: empty,
      };
      return step(scene.proposal.change(changes).signAll().merge());
    },
  },
  {
    name: 'a promoted release is changed',
    tries: 'rewrite what went live, with everybody signing again',
    expect: ['inventory.promoted_changed'],
    mutate: (scene) => {
      const notes = { [`${scene.folder}/notes.txt`]: Buffer.from('It was always so.\n') };
      return step(openBranch(scene, scene.promoted).change(notes).signAll().merge());
    },
  },
  {
    name: 'a file of a promoted release becomes a program',
    tries: 'have something run that was signed as a text',
    expect: ['inventory.promoted_changed', ...unsigned],
    mutate: (scene) => {
      const path = `${scene.folder}/release.yaml`;
      const id = scene.forge.find(scene.promoted.tree, path)?.id as string;
      const program = { kind: 'file', executable: true, id } as const;
      return step(
        openBranch(scene, scene.promoted)
          .change({ [path]: program })
          .merge(),
      );
    },
  },
  {
    name: 'what a promoted release has outside of its folder is swapped',
    tries: 'change what went live as something unrelated',
    expect: ['refused.promoted'],
    mutate: (scene) => {
      const [path] = [...scene.outside.values()].filter((one) => !scene.governed.covers(one));
      if (path === undefined) return 'the release has nothing outside of its folder that is not governed';
      return step(
        openBranch(scene, scene.promoted)
          .change({ [path]: Buffer.from('swapped\n') })
          .merge(),
      );
    },
  },
  {
    name: 'a promoted release is deleted',
    tries: 'have it never been',
    expect: ['refused.promoted'],
    mutate: (scene) =>
      step(
        openBranch(scene, scene.promoted)
          .change({ [scene.folder]: null })
          .merge(),
      ),
  },
  {
    name: 'a release.yaml where no release can be',
    tries: 'promote what no rule looks at',
    expect: ['input.release_path'],
    mutate: (scene) => {
      const [, name] = scene.folder.split('/');
      const yaml = Buffer.from(scene.subject.texts.get('release.yaml') ?? '');
      return step(
        scene.proposal
          .signAll()
          .change({ [`releases/${name}/release.yaml`]: yaml })
          .merge(),
      );
    },
  },
  {
    name: 'a document outside of the folder is changed after signing',
    tries: 'have one thing read and another one kept',
    expect: unsigned,
    signoff: 'stale',
    mutate(scene) {
      const written = posix.relative(scene.folder, note);
      const yaml = document(scene, written);
      if (yaml === null) return 'the release has no documents';
      const outside = new Map([...scene.outside, [written, note]]);
      const branch = openBranch({ ...scene, outside }, scene.main, scene.proposal.tip);
      const signed = branch.change({ ...yaml, [note]: Buffer.from('No risk.\n') }).signAll();
      return step(signed.change({ [note]: Buffer.from('No risk that was looked for.\n') }).merge());
    },
  },
  {
    name: 'a release that rests on its outcome',
    tries: 'rest on the one file that may change after the promotion',
    expect: ['input.path'],
    mutate(scene) {
      const yaml = document(scene, 'outcome.yaml');
      if (yaml === null) return 'the release has no documents';
      const [name, version] = scene.subject.release.split('/');
      const told = { schema: 'gatehouse/outcome@1', name, version, summary: 'All is well.' };
      const outcome = { [`${scene.folder}/outcome.yaml`]: Buffer.from(JSON.stringify(told)) };
      return step(
        scene.proposal
          .change({ ...yaml, ...outcome })
          .signAll()
          .merge(),
      );
    },
  },
  {
    name: 'a link in the place of a file',
    tries: 'have something signed that points elsewhere later',
    expect: ['input.path'],
    mutate: (scene) => {
      const link = { [`${scene.folder}/notes.txt`]: linkIn(scene) };
      return step(scene.proposal.signAll().change(link).merge());
    },
  },
  {
    name: 'a link in the place of all releases',
    tries: 'keep releases where nobody looks',
    expect: ['input.release_path', 'refused.promoted', 'input.path'],
    mutate: (scene) =>
      step(
        openBranch(scene, scene.main)
          .change({ releases: linkIn(scene) })
          .merge(),
      ),
  },
];

/** A last change that is not known to be by anybody, with everybody's sign-off on it. */
function hidden({ proposal, folder, asked }: Scene, by: Person, signature?: 'none'): Attempt | string {
  if (!asked.has('signoff.commit_unsigned')) return 'the tier does not ask that commits are signed';
  const notes = { [`${folder}/notes.txt`]: Buffer.from('By whom?\n') };
  return step(proposal.change(notes, by, signature).signAll().merge());
}

const note = 'selftest.md';

/** The first document of the release is another file. */
function document({ subject, folder }: Scene, path: string): Record<string, Content> | null {
  const yaml = parseDocument(subject.texts.get('release.yaml') ?? '');
  if (!yaml.hasIn(['documents', 0, 'path'])) return null;
  yaml.setIn(['documents', 0, 'path'], path);
  return { [`${folder}/release.yaml`]: Buffer.from(String(yaml)) };
}
