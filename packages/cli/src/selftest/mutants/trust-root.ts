import { allowedSignersPath } from '@gatehouse/facts';
import { openBranch } from '../branch.ts';
import { bumped } from '../bump.ts';
import { makeKey } from '../keys.ts';
import { type Mutant, step } from '../mutant.ts';
import { makePerson } from '../people.ts';
import type { Scene } from '../scene.ts';

/** Changes of the people who govern. */
export const trustRootMutants: Mutant[] = [
  {
    name: 'a trust root of an attacker',
    tries: 'take the place of those who govern',
    expect: ['change.old_quorum'],
    mutate(scene) {
      const attackers = [makePerson('attacker-1'), makePerson('attacker-2')];
      return step(handover(scene, attackers).govern(3, attackers).merge());
    },
  },
  {
    name: 'a trust root whose new people have not signed',
    tries: 'hand over to keys that nobody may have',
    expect: ['change.new_quorum'],
    mutate(scene) {
      const heirs = [makePerson('heir-1'), makePerson('heir-2')];
      return step(handover(scene, heirs).govern(3, scene.cast.governors).merge());
    },
  },
  {
    name: 'an older trust root comes back',
    tries: 'be trusted again after having been taken out',
    expect: ['change.version_not_next', 'change.previous_differs'],
    mutate(scene) {
      const older = { ...scene.trustRoot, version: 1, previous: null };
      const branch = openBranch(scene, scene.main).change(scene.rootFiles(older));
      return step(branch.govern(1, scene.cast.governors, { root: 1 }).merge());
    },
  },
  {
    name: 'a trust root that skips a version',
    tries: 'leave a place for another one in between',
    expect: ['change.version_not_next'],
    mutate: (scene) => {
      const files = scene.rootFiles(scene.nextRoot({ version: 4 }));
      return step(openBranch(scene, scene.main).change(files).govern(4, scene.cast.governors).merge());
    },
  },
  {
    name: 'a stolen key is forgotten',
    tries: 'use a stolen key again some day',
    expect: ['change.compromised_forgotten'],
    mutate: (scene) => {
      const { compromised: _, ...root } = scene.nextRoot();
      return step(
        openBranch(scene, scene.main).change(scene.rootFiles(root)).govern(3, scene.cast.governors).merge(),
      );
    },
  },
  {
    name: 'signers that git shows are not those of the trust root',
    tries: 'show people other names than the gate sees',
    expect: ['change.signers_stale'],
    mutate: (scene) => {
      const lies = {
        [allowedSignersPath]: Buffer.from(`selftest-author namespaces="git" ${makeKey().line}\n`),
      };
      return step(bumped(scene).change(lies).govern(3, scene.cast.governors).merge());
    },
  },
  {
    name: 'a branch with a newer trust root, merged without it',
    tries: 'have sign-offs look as if they came later',
    expect: ['newer-root', 'refused.left_behind'],
    mutate: (scene) =>
      step(
        scene.proposal
          .signAll()
          .change(scene.rootFiles(scene.nextRoot()))
          .merge({ changes: scene.rootFiles(scene.trustRoot) }),
      ),
  },
];

/** The trust root lists others in the place of the two governors. */
function handover(scene: Scene, to: readonly { id: string; email: string; key: { line: string } }[]) {
  const { trustRoot, nextRoot, rootFiles, cast } = scene;
  const gone = new Set(cast.governors.map(({ id }) => id));
  const stay = Object.entries(trustRoot.principals).filter(([id]) => !gone.has(id));
  const come = to.map(({ id, email, key }) => {
    return [
      id,
      { kind: 'person' as const, emails: [email], roles: [cast.governance], keys: [key.line] },
    ] as const;
  });
  const principals = Object.fromEntries([...stay, ...come]);
  return openBranch(scene, scene.main).change(rootFiles(nextRoot({ principals })));
}
