import { type Branch, openBranch, type SignHow } from '../branch.ts';
import { firstSeat, type Mutant, step, unsigned } from '../mutant.ts';
import type { Person } from '../people.ts';
import type { Scene } from '../scene.ts';

/** Sign-offs that are missing, or that are none. */
export const signoffMutants: Mutant[] = [
  {
    name: 'a sign-off is missing',
    tries: 'promote while one of those who are asked has not signed',
    expect: unsigned,
    mutate: ({ proposal }) => step(proposal.signAll({ but: 'first' }).merge()),
  },
  {
    name: 'nobody has signed',
    tries: 'promote what nobody has looked at',
    expect: unsigned,
    mutate: ({ proposal }) => step(proposal.merge()),
  },
  {
    name: 'one person with two keys',
    tries: 'be two pairs of eyes',
    expect: ['signoff.people_shared', ...unsigned],
    mutate({ cast, proposal }) {
      const { person, other, roles } = cast.twin;
      if (roles[0] === roles[1]) return 'the release asks for one role only';
      const others = cast.seats.filter(({ role }) => !roles.includes(role));
      const branch = proposal.sign(roles[0], person).sign(roles[1], person, { key: other });
      return step(others.reduce((all, seat) => all.sign(seat.role, seat.person), branch).merge());
    },
  },
  instead('the author signs', 'be judge in their own cause', 'author', ({ author }) => author),
  instead('a bot signs', 'have a program say yes', 'bot', ({ bot }) => bot),
  instead(
    'somebody signs for a role that is not theirs',
    'take a role',
    'role-not-held',
    ({ guest }) => guest,
  ),
  instead('a role that was lent is used after its end', 'keep a role', 'not-lent', ({ deputy }) => deputy),
  instead('a key signs after its last day', 'go on with an old key', 'expired', ({ lapsed }) => lapsed),
  instead(
    'a key that nobody vouches for signs',
    'sign as a stranger',
    'unknown-key',
    ({ stranger }) => stranger,
  ),
  forged('a stolen key signs', 'use a key that is known to be stolen', 'compromised-key', ({ cast }) => ({
    key: cast.stolen,
  })),
  forged('a perfect message without a signature', 'pass for a sign-off', 'unsigned', () => ({
    signature: 'none',
  })),
  forged('one bit of a signature is turned', 'pass with almost the signature', 'bad-signature', () => ({
    signature: 'damaged',
  })),
  forged('a signature for another purpose', 'use what was signed as a file', 'bad-signature', () => ({
    signature: 'other-namespace',
  })),
  forged('an approval for another project', 'use a yes from elsewhere', 'other-project', ({ project }) => ({
    project: `${project}-fork`,
  })),
  forged('an approval for another branch', 'use a yes for a rehearsal', 'other-target', () => ({
    target: 'staging',
  })),
  forged('an approval of another digest', 'use a yes to something else', 'stale', () => ({
    digest: `sha256:${'0'.repeat(64)}`,
  })),
  forged('an approval that has expired', 'use a yes of yesterday', 'expired', ({ yesterday }) => ({
    until: yesterday,
  })),
  forged('an approval of a newer trust root', 'sign by rules to come', 'newer-trust-root', () => ({
    root: 3,
  })),
  forged('an approval that changes files', 'slip a change in with a yes', 'not-empty', () => ({
    changes: { 'releases/selftest.txt': Buffer.from('One more thing.\n') },
  })),
  {
    name: 'an approval of another version',
    tries: 'use the yes to the version before',
    expect: unsigned,
    mutate: (scene) => step(firstSigns(scene, { release: `${scene.release}-rc1` }).merge()),
  },
  {
    name: 'an approval of another release',
    tries: 'use the yes to something harmless',
    expect: unsigned,
    mutate: (scene) => step(firstSigns(scene, { release: `harmless-${scene.release}` }).merge()),
  },
  {
    name: 'an approval is withdrawn',
    tries: 'promote on a yes that was taken back',
    expect: unsigned,
    signoff: 'withdrawn',
    mutate({ proposal, cast }) {
      const { role, person } = firstSeat(cast);
      return step(proposal.signAll().sign(role, person, { decision: 'withdraw' }).merge());
    },
  },
  {
    name: 'a withdrawal that main has already',
    tries: 'promote on a branch that does not know of the no',
    expect: unsigned,
    signoff: 'withdrawn',
    mutate(scene) {
      const { role, person } = firstSeat(scene.cast);
      const signed = scene.proposal.signAll().tip;
      const aside = openBranch(scene, scene.main, { ...scene.main, digests: signed.digests });
      const main = aside.sign(role, person, { decision: 'withdraw' }).merge();
      return step(openBranch(scene, main, signed).merge());
    },
  },
  {
    name: 'the release is changed after signing',
    tries: 'have one thing signed and promote another',
    expect: unsigned,
    signoff: 'stale',
    mutate: ({ proposal, folder }) =>
      step(
        proposal
          .signAll()
          .change({ [`${folder}/notes.txt`]: Buffer.from('One more thing.\n') })
          .merge(),
      ),
  },
  {
    name: 'the merge changes the release',
    tries: 'change in the merge what was signed on the branch',
    expect: unsigned,
    signoff: 'stale',
    mutate: ({ proposal, folder }) =>
      step(
        proposal.signAll().merge({ changes: { [`${folder}/notes.txt`]: Buffer.from('One more thing.\n') } }),
      ),
  },
];

/** Somebody signs for the first seat who may not. */
function instead(name: string, tries: string, signoff: string, who: (cast: Scene['cast']) => Person): Mutant {
  const mutate: Mutant['mutate'] = ({ proposal, cast }) =>
    step(proposal.signAll({ but: 'first' }).sign(firstSeat(cast).role, who(cast)).merge());
  return { name, tries, expect: unsigned, signoff, mutate };
}

/** Who may sign for the first seat does it in a way that is worth nothing. */
function forged(name: string, tries: string, signoff: string, how: (scene: Scene) => SignHow): Mutant {
  return {
    ...{ name, tries, expect: unsigned, signoff },
    mutate: (scene) => step(firstSigns(scene, how(scene)).merge()),
  };
}

function firstSigns({ proposal, cast }: Scene, how: SignHow): Branch {
  const { role, person } = firstSeat(cast);
  return proposal.signAll({ but: 'first' }).sign(role, person, how);
}
