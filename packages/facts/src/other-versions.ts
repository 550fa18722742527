import type { Facts, Release } from '@gatehouse/contracts';
import { isEarlier } from './is-earlier.ts';
import { type PromotionScope, promotionOf } from './promotion-of.ts';

/**
 * Every other version of the name on the base, with what came of it; the artifacts of those that this release refers to,
 * and the promotion of its rollback target. A release that is on the base itself is judged as it was before: later
 * versions do not count.
 */
export async function otherVersions(
  scope: PromotionScope,
  release: Release,
  promoted: boolean,
): Promise<Facts['releases']> {
  const { base } = scope;
  const { name, version, baseline, rollback } = release;
  const target = rollback?.target?.version;
  const versions: Facts['releases'] = {};
  for (const [other, id] of await base.versions(name)) {
    if (other === version || (promoted && !isEarlier(other, version))) continue;
    const folder = `releases/${name}/${other}`;
    const isReferred = other === target || other === baseline?.version;
    versions[other] = {
      artifacts: isReferred ? artifactsOf(await base.release(folder)) : {},
      outcome: await base.outcome(folder, id),
      promotion: other === target ? await promotionOf(scope, folder) : null,
    };
  }
  return versions;
}

/**
 * The newest of the other versions that `otherVersions` gives, as it asked to be judged: a later one cannot ask for less
 * without somebody seeing it. Null for a first version.
 */
export async function previousVersion(
  { base }: PromotionScope,
  { name }: Release,
  others: Facts['releases'],
): Promise<Facts['previous']> {
  const [newest] = Object.keys(others).sort((one, other) => (isEarlier(other, one) ? -1 : 1));
  if (newest === undefined) return null;
  const { tier, profiles = [], traits = {} } = await base.release(`releases/${name}/${newest}`);
  const held = Object.keys(traits).filter((trait) => traits[trait as keyof typeof traits] === true);
  return { version: newest, tier, profiles, traits: held.sort() };
}

function artifactsOf({ artifacts }: Release): Record<string, string> {
  return Object.fromEntries(
    artifacts.flatMap(({ id, digest }) => (digest === undefined ? [] : [[id, digest]])),
  );
}
