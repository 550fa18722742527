import type { Content } from '../forge.ts';
import { type Mutant, step, unsigned } from '../mutant.ts';
import type { Scene } from '../scene.ts';

import { release } from './edit-release.ts';

/** Waivers that nobody saw, or that last too long. */
export const waiverMutants: Mutant[] = [
  {
    name: 'a waiver that is added after signing',
    tries: 'be excused from a rule behind the backs of those who signed',
    expect: [...unsigned, 'signoff.waiver_unapproved'],
    signoff: 'stale',
    mutate: (scene) =>
      step(scene.proposal.signAll().change(waive(scene, 'validation.threshold_missed')).merge()),
  },
  {
    name: 'a waiver for twenty years',
    tries: 'be excused from a rule once and for all',
    expect: ['signoff.waiver_over_budget', 'signoff.waiver_unapproved'],
    mutate: (scene) =>
      step(
        scene.proposal
          .change(waive(scene, 'validation.threshold_missed', 7300))
          .signAll()
          .merge(),
      ),
  },
  {
    name: 'a waiver of signing',
    tries: 'be excused from being asked',
    expect: [...unsigned, 'signoff.waiver_unapproved'],
    mutate: (scene) =>
      step(scene.proposal.change(waive(scene, 'signoff.role_missing')).signAll({ but: 'first' }).merge()),
  },
];

// By somebody who is asked anyway: so that nobody else is missing.
function waive(scene: Scene, rule: string, days = 1): Record<string, Content> {
  const end = new Date((scene.subject.moment + days * 24 * 3600) * 1000).toISOString().slice(0, 10);
  const approver = scene.cast.seats.at(-1)?.role;
  const waiver = { rule, reason: 'There is no time.', until: end, approver_role: approver };
  return release(scene, (document) => document.setIn(['waivers'], document.createNode([waiver])));
}
