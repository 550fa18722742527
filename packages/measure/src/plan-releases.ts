import {
  type Base,
  chooseReleases,
  readRelease,
  releaseLimit,
  selectReleases,
  type TreeSource,
} from '@gatehouse/facts';
import type { Machine } from './machine.ts';
import type { Job } from './measure-all.ts';
import { planValidations } from './plan-validations.ts';

/** What is measured: the head, by the plugins that the base vouches for. */
export interface Sides {
  base: Base;
  head: TreeSource;
  /** Where the head left the base. */
  fork: TreeSource;
}

/** The releases that are named; with no name, those that the head changes, or all where it changes none. */
export async function chooseMeasured({ head, fork }: Sides, names: readonly string[]): Promise<string[]> {
  if (names.length > 0) return chooseReleases(head, names);
  const { folders } = await selectReleases(head, fork, false);
  return folders.length > 0 ? folders : (await selectReleases(head, fork, true)).folders;
}

/** The validations of a release (`releases/<name>/<version>`), and what is to be done with each. */
export async function planRelease(
  machine: Machine,
  { base, head }: Sides,
  folder: string,
  options: { again?: boolean; only?: string[] },
): Promise<Job[]> {
  const bytes = await head.read(`${folder}/release.yaml`, releaseLimit);
  const { release } = readRelease(bytes ?? new Uint8Array(), folder);
  const planned = await planValidations(machine, base, head, folder, release, options);
  const name = `${release.name}/${release.version}`;
  return planned.map((one) => ({ ...one, folder, name: `${name} ${one.validation.id}` }));
}
