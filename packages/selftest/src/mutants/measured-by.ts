import { type Mutant, step } from '../mutant.ts';
import type { Person } from '../people.ts';
import type { Scene } from '../scene.ts';
import { pinned, readEvidence } from './edit-release.ts';

/** What was measured is true, or is not: it comes from somebody who may not say so. */
export const measuredByMutants: Mutant[] = [
  {
    name: 'evidence by somebody who may not measure',
    tries: 'write the figures oneself, pinned as they should be',
    expect: ['validation.evidence_unsigned', 'validation.evidence_by_author'],
    mutate(scene) {
      if (!scene.asked.has('validation.evidence_unsigned')) return 'the tier does not ask who measured';
      const evidence = readEvidence(scene);
      if (evidence === null) return 'the release has no evidence';
      const changes = pinned(scene, evidence, evidence.long);
      return step(scene.proposal.change(changes, scene.cast.guest).signAll().merge());
    },
  },
  byAuthor('figures of the author', 'measure their own work', ({ author }) => [author]),
  byAuthor(
    'figures of the author, and a line of the bot',
    'have the bot touch what they measured',
    ({ author, measurer }) => [author, measurer],
  ),
  {
    name: 'a bot that measures, and writes',
    tries: 'have a program write what it measures',
    expect: ['validation.evidence_by_author'],
    later: ['validation.evidence_by_author'],
    mutate(scene) {
      const evidence = readEvidence(scene);
      if (evidence === null) return 'the release has no evidence';
      if (!scene.asked.has('validation.evidence_by_author')) return notAsked;
      const changes = pinned(scene, evidence, evidence.long, (document) =>
        document.set('summary', 'It is better than ever.'),
      );
      return step(scene.proposal.change(changes, scene.cast.measurer).signAll().merge());
    },
  },
];

const notAsked = 'the tier does not ask who wrote what is measured';

/** The first evidence as somebody measured it who wrote the release; whoever else is named adds a line to that commit. */
function byAuthor(name: string, tries: string, who: (cast: Scene['cast']) => Person[]): Mutant {
  const code = 'validation.evidence_by_author';
  const mutate: Mutant['mutate'] = (scene) => {
    const evidence = readEvidence(scene);
    if (evidence === null) return 'the release has no evidence';
    if (!scene.asked.has(code)) return notAsked;
    const [by, ...others] = who(scene.cast);
    const branch = scene.proposal.change(pinned(scene, evidence, evidence.long), by);
    const notes = { [`${scene.folder}/notes.txt`]: Buffer.from('Measured.\n') };
    return step(
      others
        .reduce((all, one) => all.change(notes, one), branch)
        .signAll()
        .merge(),
    );
  };
  return { name, tries, expect: [code], later: [code], mutate };
}
