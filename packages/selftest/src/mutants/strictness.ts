import { posix } from 'node:path';
import type { Release } from '@gatehouse/contracts';
import { type Document, parseDocument } from 'yaml';
import { openBranch } from '../branch.ts';
import { type Attempt, type Mutant, step, unsigned } from '../mutant.ts';
import type { Scene } from '../scene.ts';

// Whether a rule asks for another tier as well depends on the release.
const others = ['inventory.tier_too_low', ...unsigned] as const;

/** The version after the promoted one, whose author would have it judged less strictly. */
export const strictnessMutants: Mutant[] = [
  {
    name: 'the next version is harmless by its own word',
    tries: 'be judged by the lowest tier, by no profile, as touching nobody',
    expect: ['service.tier_lowered', 'service.profile_dropped', 'service.trait_denied', ...others],
    mutate: (scene) =>
      nextVersion(scene, (yaml, { tier }) => {
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
      nextVersion(scene, (yaml, { profiles = [] }) => {
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
      nextVersion(scene, (yaml, { traits = {} }) => {
        if (!Object.values(traits).includes(true)) return 'the release touches nothing by its traits';
        denyTraits(yaml);
        return null;
      }),
  },
];

/** The promoted release once more under the next version, with what `change` makes of it, and signed by everybody. */
function nextVersion(
  scene: Scene,
  change: (yaml: Document, release: Release) => string | null,
): Attempt | string {
  const [name, version] = scene.release.split('/') as [string, string];
  const next = `${version}.1`;
  const folder = `releases/${name}/${next}`;
  const yaml = parseDocument(scene.subject.texts.get('release.yaml') ?? '');
  const refusal = change(yaml, yaml.toJS() as Release);
  if (refusal !== null) return refusal;
  yaml.set('version', next);
  const copies = [...scene.promoted.digests.keys()]
    .filter((path) => path.startsWith(`${scene.folder}/`))
    .flatMap((path) => {
      const entry = scene.forge.find(scene.promoted.tree, path);
      return entry === null || entry === undefined
        ? []
        : [[posix.join(folder, posix.relative(scene.folder, path)), entry] as const];
    });
  const release = { [`${folder}/release.yaml`]: Buffer.from(String(yaml)) };
  const branch = openBranch({ ...scene, release: `${name}/${next}`, folder }, scene.promoted);
  return step(
    branch
      .change({ ...Object.fromEntries(copies), ...release })
      .signAll()
      .merge(),
  );
}

function denyTraits(yaml: Document): void {
  const traits = Object.keys((yaml.toJS() as Release).traits ?? {});
  for (const trait of traits) yaml.setIn(['traits', trait], false);
}
