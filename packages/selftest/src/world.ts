import type { Governed } from '@gatehouse/facts';
import type { Forge } from './forge.ts';
import type { Cast } from './people.ts';

/** A state of the repository: a commit, and what its sign-offs would have to name. */
export interface Tip {
  commit: string;
  tree: string;
  seconds: number;
  /** `sha256:…` by path: of the release's files and of every governed file. */
  digests: ReadonlyMap<string, string>;
  /** release.yaml of the release, as it is there. */
  manifest: Uint8Array;
}

/** What all branches of one selftest share. */
export interface World {
  forge: Forge;
  cast: Cast;
  project: string;
  /** The branch that a merge promotes to. */
  target: string;
  /** `<name>/<version>`, and its folder. */
  release: string;
  folder: string;
  /** Files outside of the folder that it refers to: their paths by the paths as written. */
  outside: ReadonlyMap<string, string>;
  governed: Governed;
  /** The version of the trust root in force. */
  root: number;
}
