import { openBranch } from './branch.ts';
import type { Scene } from './scene.ts';

/** A change of the policy with the version raised, as it has to be. */
export function bump({ nextRoot, rootFiles, oldPolicy }: Scene) {
  return { ...oldPolicy, ...rootFiles(nextRoot()) };
}

export function bumped(scene: Scene, branch = openBranch(scene, scene.main)) {
  return branch.change(bump(scene));
}
