import type { Facts, Release } from '@gatehouse/contracts';
import type { Objects } from '@gatehouse/git';
import { type MainStep, stepsOf } from './main-steps.ts';
import type { Base } from './open-base.ts';
import { readRelease, releaseLimit } from './read-release.ts';
import { openCommit } from './tree-source.ts';

const year = 365 * 24 * 3600;

/**
 * The waivers of the promotions of a release's team in the 365 days before `now`, oldest first: every release that came
 * to the base by then, however it came. Read only where the release has waivers itself; linear in the year's promotions.
 */
export async function waiverHistory(
  { objects, base, now }: { objects: Objects; base: Base; now: string },
  release: Release,
): Promise<Facts['waiver_history']> {
  const found: Facts['waiver_history'] = [];
  if ((release.waivers ?? []).length === 0) return found;
  const folder = `releases/${release.name}/${release.version}`;
  // A release that is on the base itself is judged as it was before: what came with it and later does not count.
  let isBefore = (await base.source.entryId(folder)) === null;
  const first = Date.parse(now) / 1000 - year;
  for await (const step of stepsOf(objects, base.commit)) {
    if (step.seconds < first) break;
    const brought = isBefore ? [...step.brought].sort().reverse() : [];
    isBefore ||= step.brought.includes(folder);
    for (const other of brought) {
      const earlier = await readWaived(objects, step, other);
      if (earlier?.owner.team !== release.owner.team) continue;
      found.push(...entriesOf(earlier, step).reverse());
    }
  }
  return found.reverse();
}

function entriesOf({ name, version, tier, waivers = [] }: Release, step: MainStep): Facts['waiver_history'] {
  const on = new Date(step.seconds * 1000).toISOString().slice(0, 10);
  return waivers.map(({ rule, until }) => ({ release: `${name}/${version}`, on, tier, rule, until }));
}

/** The release, if it has waivers. As it came to main: later it does not change. */
async function readWaived(objects: Objects, { commit }: MainStep, folder: string): Promise<Release | null> {
  const source = await openCommit(objects, commit);
  const bytes = await source.read(`${folder}/release.yaml`, releaseLimit);
  // Most have none, and need not be parsed. A word can be written with escapes, so a backslash says nothing.
  if (bytes === null || !(bytes.includes('waivers') || bytes.includes('\\'))) return null;
  const { release } = readRelease(bytes, folder);
  return (release.waivers ?? []).length > 0 ? release : null;
}
