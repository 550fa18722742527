/** All that measuring knows of the world outside: a part of the engine of `@gatehouse/judge`. */
export interface Machine {
  now(): Date;
  env: Readonly<Record<string, string | undefined>>;
  /** The folder of the engine, whose plugins are run. */
  home: string;
  processors: number;
  /** What plugins may use of this machine's memory all together, in MB. */
  memory: number;
}
