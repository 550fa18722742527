/** All that measuring knows of the world outside: a part of the engine of `@gatehouse/judge`. */
export interface Machine {
  now(): Date;
  env: Readonly<Record<string, string | undefined>>;
  /** Where the plugins of the engine are looked for. */
  pluginFolders: readonly string[];
  /** Where a team's own programs lie: `plugins/` of the work tree. Only what the base has, byte for byte, is run. */
  ownPlugins?: string;
  processors: number;
  /** What plugins may use of this machine's memory all together, in MB. */
  memory: number;
}
