import type { Branch, SignHow } from '../branch.ts';
import { type Attempt, type Mutant, step, unsigned } from '../mutant.ts';
import { type Answer, makePerson, type Person } from '../people.ts';
import type { Scene } from '../scene.ts';
import { release } from './edit-release.ts';

const open = [
  'checklist.item_unconfirmed',
  'checklist.name_unsigned',
  'checklist.statement_unsigned',
] as const;

const later = ['checklist.name_unsigned', 'checklist.statement_unsigned'] as const;

/** A release that all who are asked have approved, and whose questions somebody else has answered, or nobody. */
const attacks: Mutant[] = [
  {
    name: 'the names of people who said nothing',
    tries: 'have it look as if people had confirmed it',
    expect: open,
    mutate: (scene) => answered(scene, () => null),
  },
  instead('the author answers', 'be their own witness', ({ author }) => author),
  instead('a bot answers', 'have a program say that it is so', ({ bot }) => bot),
  instead('somebody without the role answers', 'have anybody say that it is so', ({ guest }) => guest),
  instead('a stranger answers', 'answer as nobody knows whom', () => makePerson('witness')),
  instead('a key answers after its last day', 'go on with an old key', ({ lapsed }) => lapsed),
  {
    name: 'somebody else answers for whoever is named',
    tries: 'have a colleague answer for the one who would not',
    expect: ['checklist.name_unsigned', ...open],
    mutate(scene) {
      const { named, seats } = scene.cast;
      if (named.size === 0) return 'the release names nobody';
      return answered(scene, ({ person, role }) => {
        if (!named.has(person.id)) return {};
        const other = seats.find((seat) => seat.role === role);
        return other === undefined ? null : { by: other.person };
      });
    },
  },
  changed('answers for another project', 'use an answer from elsewhere', ({ project }) => ({
    project: `${project}-elsewhere`,
  })),
  changed('answers for another version', 'use an answer to something else', (scene) => ({
    release: `${scene.release}.9`,
  })),
  changed('answers for a merge into another branch', 'use an answer meant for a trial', () => ({
    target: 'trial',
  })),
  changed('answers that nobody signed', 'pass for an answer', () => ({ signature: 'none' })),
  changed('answers with one bit of the signature turned', 'pass with almost the signature', () => ({
    signature: 'damaged',
  })),
  changed('answers that change a file', 'slip something in with an answer', ({ folder }) => ({
    changes: { [`${folder}/slipped-in.txt`]: Buffer.from('Look away.\n') },
  })),
  {
    name: 'answers to another question',
    tries: 'use an answer to a question that has changed since',
    expect: open,
    mutate: (scene) => answered(scene, () => ({ version: 1 })),
  },
  {
    name: 'answers that rest on less',
    tries: 'have somebody answer for what they were not shown',
    expect: ['checklist.statement_unsigned', ...open],
    mutate: (scene) =>
      scene.cast.answers.some(({ rests_on }) => rests_on.length > 0)
        ? answered(scene, ({ rests_on }) => (rests_on.length > 0 ? { parts: [] } : {}))
        : 'no answer rests on more than the item and the artifacts',
  },
  {
    name: 'what was answered for is changed afterwards',
    tries: 'have people answer for one thing and ship another',
    expect: ['checklist.statement_unsigned', ...open],
    mutate(scene) {
      if (!scene.cast.answers.some(({ rests_on }) => rests_on.includes('rollback')))
        return 'nobody is asked about the way back';
      const branch = answers(scene, () => ({}));
      if (typeof branch === 'string') return branch;
      const steps = release(scene, (document) => document.setIn(['rollback', 'steps', 0, 'step'], 'Hope.'));
      return approve(branch.change(steps));
    },
  },
  {
    name: 'answers that were taken back',
    tries: 'keep an answer that is no longer meant',
    expect: open,
    mutate(scene) {
      const branch = answers(scene, () => ({}));
      if (typeof branch === 'string') return branch;
      const people = new Map(scene.cast.answers.map(({ person, role }) => [person, role]));
      const taken = [...people].reduce<Branch>(
        (all, [person, role]) => all.sign(role, person, { decision: 'withdraw' }),
        branch,
      );
      return approve(taken);
    },
  },
];

export const confirmationMutants: Mutant[] = attacks.map((mutant) => ({ ...mutant, later }));

interface Instead extends SignHow {
  by?: Person;
  /** Added to the version of the question. */
  version?: number;
  parts?: string[];
}

/** Who answers goes on honestly, or does it otherwise; null: not at all. */
type How = (answer: Answer) => Instead | null;

function answered(scene: Scene, how: How): Attempt | string {
  const branch = answers(scene, how);
  return typeof branch === 'string' ? branch : approve(branch);
}

// All approve, and nobody confirms anything along with it.
function approve(branch: Branch): Attempt {
  return step(branch.signAll({ confirms: [], answers: 'none' }).merge());
}

function answers(scene: Scene, how: How): Branch | string {
  const { cast, proposal } = scene;
  if (cast.answers.length === 0) return 'the release asks nobody to confirm anything';
  return cast.answers.reduce<Branch>((branch, answer) => {
    const odd = how(answer);
    if (odd === null) return branch;
    const { by = answer.person, version = 0, parts, ...said } = odd;
    const own = { ...answer, version: answer.version + version, rests_on: parts ?? answer.rests_on };
    return branch.confirm(answer.role, by, [own], said);
  }, proposal);
}

function instead(name: string, tries: string, who: (cast: Scene['cast']) => Person): Mutant {
  return {
    name,
    tries,
    expect: open,
    mutate(scene) {
      const by = who(scene.cast);
      return answered(scene, () => ({ by }));
    },
  };
}

// What changes a file is written by whoever signs it: an author.
function changed(name: string, tries: string, how: (scene: Scene) => SignHow): Mutant {
  return {
    name,
    tries,
    expect: ['checklist.item_unconfirmed', ...unsigned],
    mutate: (scene) => answered(scene, () => how(scene)),
  };
}
