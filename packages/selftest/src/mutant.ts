import { trustRootPath } from '@gatehouse/signoff';
import type { Content } from './forge.ts';
import type { Cast, Seat } from './people.ts';
import type { Scene } from './scene.ts';
import type { Tip } from './world.ts';

/** One way to get something past the gate that must not get past it. */
export interface Mutant {
  name: string;
  /** What whoever does this hopes for. */
  tries: string;
  /** Reasons that may refuse it; `gate.*` is any of that gate. Where the first is not among those given, or another is, an earlier rule was in its way. */
  expect: readonly [string, ...string[]];
  /** Rules that refuse it from a day on, and until then tell it to those who sign. */
  later?: readonly string[];
  /** Why the sign-off in question does not count. */
  signoff?: string;
  /** The same without the flaw, where that is not the honest promotion: refused as well, the attack would show nothing. */
  control?(scene: Scene): Tip;
  /** The attack, made from the scene; a text says why it can not be tried on this release. */
  mutate(scene: Scene): Attempt | string;
}

/** A step of main, from the first parent of a commit, or a push. */
export type Attempt = { step: Tip } | { push: { before: string; after: string; ref?: string } };

export function step(tip: Tip): Attempt {
  return { step: tip };
}

/** One of a kind: a kind of which nothing could be tried is not tested. */
export interface GroupedMutant extends Mutant {
  group: string;
}

/** Where nobody else signs who would be needed; what they would have confirmed is open as well. */
export const unsigned = [
  'signoff.role_missing',
  'signoff.people_shared',
  'checklist.item_unconfirmed',
  'checklist.statement_unsigned',
  'checklist.name_unsigned',
] as const;

/** The first place of the quorum; a scene without one is not attacked. */
export function firstSeat({ seats }: Cast): Seat {
  return seats[0] as Seat;
}

/** A symbolic link, to wherever a file of the policy says: where it points matters to nobody. */
export function linkIn({ forge, main }: Scene): Content {
  return { kind: 'symlink', executable: false, id: forge.find(main.tree, trustRootPath)?.id as string };
}
