import { type Branch, openBranch, type SignHow } from '../branch.ts';
import { type Mutant, step, unsigned } from '../mutant.ts';
import { nextVersion, unlikeAnother } from '../next-version.ts';
import { type Cast, makePerson, type Person } from '../people.ts';
import type { Scene } from '../scene.ts';
import type { Tip } from '../world.ts';

const reason = 'Production is down.';

/** Enough people do it, and may: what the others lack. */
function breakGlass(scene: Scene): Tip {
  return broken(scene, scene.cast.breakers).merge();
}

/** Emergencies that are none, or not enough people's. */
const emergencies: Mutant[] = [
  {
    name: 'one person too few breaks the glass',
    tries: 'promote alone, and call it an emergency',
    expect: unsigned,
    mutate: (scene) => step(broken(scene, scene.cast.breakers.slice(0, -1)).merge()),
  },
  {
    name: 'one person breaks the glass twice',
    tries: 'be two in an emergency',
    expect: unsigned,
    signoff: 'superseded',
    mutate: (scene) => {
      const [first, ...others] = scene.cast.breakers;
      if (others.length === 0) return 'one person may break it';
      return step(broken(scene, [first, ...others.slice(0, -1), first]).merge());
    },
  },
  {
    name: 'an author breaks the glass with one other',
    tries: 'be judge in their own emergency',
    expect: unsigned,
    signoff: 'author',
    mutate: (scene) => {
      const { breakers } = scene.cast;
      const notes = { [`${scene.folder}/notes.txt`]: Buffer.from('In haste.\n') };
      const proposal = scene.proposal.change(notes, breakers.at(-1));
      return step(broken({ ...scene, proposal }, breakers).merge());
    },
  },
  {
    name: 'glass is broken for ever',
    tries: 'have an emergency without an end',
    expect: unsigned,
    mutate: (scene) => step(broken(scene, scene.cast.breakers, '2999-12-31').merge()),
  },
  {
    name: 'glass is broken over a promoted release',
    tries: 'use an emergency to rewrite what went live',
    expect: ['inventory.promoted_changed', 'signoff.break_glass_unratified', ...unsigned],
    mutate: (scene) => {
      const notes = { [`${scene.folder}/notes.txt`]: Buffer.from('It was always so.\n') };
      const proposal = openBranch(scene, scene.promoted).change(notes);
      return step(broken({ ...scene, proposal }, scene.cast.breakers).merge());
    },
  },
  {
    name: 'the next version, after glass that nobody has ratified',
    tries: 'let an emergency be forgotten',
    expect: ['signoff.break_glass_unratified', ...unlikeAnother],
    mutate: (scene) => {
      const main = breakGlass(scene);
      return step(nextVersion(scene, main).merge());
    },
  },
  {
    name: 'glass that was ratified before it had let anything go',
    tries: 'have an emergency approved in advance',
    expect: ['signoff.break_glass_unratified', ...unlikeAnother],
    mutate: (scene) => {
      const { ratifier, governance, breakers } = scene.cast;
      const main = broken(scene, breakers).sign(governance, ratifier, { decision: 'ratify' }).merge();
      return step(nextVersion(scene, main).merge());
    },
  },
  ratified('by one of those who broke it', 'approve their own emergency', ({ breakers }) => breakers[0]),
  ratified('by the author', 'be judge in their own emergency, afterwards', ({ author }) => author),
  ratified('for another content', 'have had it approved before it was written', ({ ratifier }) => ratifier, {
    digest: `sha256:${'0'.repeat(64)}`,
  }),
  ratified('by somebody who does not govern', 'have a friend approve it', ({ guest }) => guest),
];

export const glassMutants: Mutant[] = [
  {
    // Without a control: it can be tried also where nobody may break the glass.
    name: 'strangers break the glass',
    tries: 'call an emergency from outside',
    expect: unsigned,
    signoff: 'unknown-key',
    mutate: (scene) => step(broken(scene, [scene.cast.stranger, makePerson('stranger-2')]).merge()),
  },
  ...emergencies.map((mutant) => ({ ...mutant, control: breakGlass })),
];

/** Glass that is broken by some people, where the first of the quorum has not signed. */
function broken({ proposal, cast, today }: Scene, by: readonly Person[], until = today): Branch {
  const how = { decision: 'break-glass', reason, until } as const;
  return by.reduce(
    (branch, person) => branch.sign(cast.glass, person, how),
    proposal.signAll({ but: 'first' }),
  );
}

/** The next version, after glass that was ratified in a way that is worth nothing. */
function ratified(
  name: string,
  tries: string,
  who: (cast: Cast) => Person | undefined,
  how: SignHow = {},
): Mutant {
  const mutate: Mutant['mutate'] = (scene) => {
    const person = who(scene.cast) as Person;
    const main = breakGlass(scene);
    const { tip } = openBranch(scene, main).sign(scene.cast.governance, person, {
      decision: 'ratify',
      ...how,
    });
    return step(nextVersion(scene, main, { from: tip }).merge());
  };
  const expect: Mutant['expect'] = ['signoff.break_glass_unratified', ...unlikeAnother];
  return { name: `broken glass is ratified ${name}`, tries, expect, mutate };
}
