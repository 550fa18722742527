import type { Release } from '@gatehouse/contracts';
import type { Document } from 'yaml';
import { type Attempt, type Mutant, step, unsigned } from '../mutant.ts';
import { nextVersion, unlikeAnother } from '../next-version.ts';
import type { Scene } from '../scene.ts';

// Whether a rule asks for another tier as well depends on the release.
const others = ['inventory.tier_too_low', 'checklist.item_unknown', ...unlikeAnother, ...unsigned];

/** The version after the promoted one, whose author would have it judged less strictly. */
export const strictnessMutants: Mutant[] = [
  {
    name: 'the next version is harmless by its own word',
    tries: 'be judged by the lowest tier, by no profile, as touching nobody',
    expect: ['service.tier_lowered', 'service.profile_dropped', 'service.trait_denied', ...others],
    mutate: (scene) =>
      asNext(scene, (yaml, { tier }) => {
        if (tier === 'low') return 'the release has the lowest tier';
        yaml.set('tier', 'low');
        yaml.delete('profiles');
        denyTraits(yaml);
        return null;
      }),
  },
  {
    name: 'the next version drops its profiles',
    tries: 'be spared what a regulated business asks',
    expect: ['service.profile_dropped', ...others],
    mutate: (scene) =>
      asNext(scene, (yaml, { profiles = [] }) => {
        if (profiles.length === 0) return 'the release has no profile';
        yaml.delete('profiles');
        return null;
      }),
  },
  {
    name: 'the next version denies what it touches',
    tries: 'be spared what is asked of data of people and of automated decisions',
    expect: ['service.trait_denied', ...others],
    mutate: (scene) =>
      asNext(scene, (yaml, { traits = {} }) => {
        if (!Object.values(traits).includes(true)) return 'the release touches nothing by its traits';
        denyTraits(yaml);
        return null;
      }),
  },
];

/** What the author of the next version tries, or why it can not be tried. */
function asNext(scene: Scene, change: (yaml: Document, release: Release) => string | null): Attempt | string {
  let refusal: string | null = null;
  const branch = nextVersion(scene, scene.promoted, {
    change: (yaml) => {
      refusal = change(yaml, yaml.toJS() as Release);
    },
  });
  return refusal ?? step(branch.merge());
}

function denyTraits(yaml: Document): void {
  const traits = Object.keys((yaml.toJS() as Release).traits ?? {});
  for (const trait of traits) yaml.setIn(['traits', trait], false);
}
