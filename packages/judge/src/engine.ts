/** All that judging, measuring and proving know of the world outside; the command line alone reads it. */
export interface Engine {
  now(): Date;
  /** What git and plugins may need of the user's environment, such as `PATH`. */
  env: Readonly<Record<string, string | undefined>>;
  /** The folder that the user is in. */
  cwd: string;
  temporary: string;
  /** The user's folder for what one run leaves to the next; null: nothing is left, and nothing used. */
  cacheFolder(kind: 'audit' | 'policy' | 'engine'): string | null;
  /** The folder of this engine: its plugins and its compiler are run from here, never from the judged tree. */
  home: string;
  /** What it is as a package; null: it was built from a checkout. */
  packed: { package: string; version: string; integrity: string } | null;
  /** Where its plugins are looked for: its own, and those of a package that was installed beside it. */
  pluginFolders: readonly string[];
  /** What the engine's build made: its own threads and children, and the folder of compiled policies. */
  files: { bundle: URL; evaluator: URL; audit: URL; opa: string; policies: string; template: string };
  processors: number;
  /** What plugins may use of this machine's memory all together, in MB. */
  memory: number;
}
