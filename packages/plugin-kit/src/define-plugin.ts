import type { Evidence, Measurement } from '@gatehouse/contracts';

/** A file that the plugin reads, relative to the release's folder. The engine checks, hashes and opens only these. */
export type InputPath = string;

/** What a plugin may use beyond its declared inputs. */
export type Capability = 'network' | 'files' | 'processes';

/** What `measure` is given. */
export interface PluginContext<Config> {
  /** The configuration, already checked against the schema derived from `Config`. */
  readonly config: Config;
  /** The absolute path of a declared input. Throws for a path that is not one. */
  file(path: InputPath): string;
  /** Tells how far the work is: a share from 0 to 1, and a word on what is being done. */
  progress(share: number, doing: string): void;
}

/** What a plugin returns: numbers and how they were made, never a verdict. */
export interface Measured {
  /** How many items were examined: rows, tests, … Zero is said as zero. */
  examined: number;
  /** By metric: its definition and parameters (bins, epsilon, norm, …). Every metric below must be here. */
  methods: Evidence['methods'];
  measurements: Measurement[];
  /** A few numbers for people, repeated in release.yaml. */
  headline?: Evidence['headline'];
  /** Whatever helps to understand the measurements. Policies do not see it. */
  details?: Record<string, unknown>;
}

/** Of a plugin that does not set its own. */
export const defaultLimits = { seconds: 300, memory_mb: 2048 } as const;

/** One declarative object: all that there is to say of a plugin. Name and version stand in its package.json. */
export interface Plugin<Config> {
  readonly summary: string;
  readonly capabilities?: readonly Capability[];
  /** Defaults: 300 seconds, 2048 MB. */
  readonly limits?: { readonly seconds?: number; readonly memory_mb?: number };
  measure(context: PluginContext<Config>): Promise<Measured> | Measured;
}

/** Why a plugin could not measure: becomes an `error` entry, which is not the same as a bad measurement. */
export class PluginError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, hint?: string) {
    super(message);
    this.name = 'PluginError';
    this.code = code;
    this.hint = hint;
  }
}

/** Names the type of a plugin's configuration; its JSON Schema is derived from `Config` when the plugin is built. */
export function definePlugin<Config>(plugin: Plugin<Config>): Plugin<Config> {
  return plugin;
}
