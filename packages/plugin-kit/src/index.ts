export { parseJsonStrictly } from '@gatehouse/contracts';
export { checkAnswer } from './check-answer.ts';
export { collectInputPaths, type InputName } from './collect-input-paths.ts';
export {
  type Capability,
  definePlugin,
  type InputPath,
  type Measured,
  type Plugin,
  type PluginContext,
  PluginError,
} from './define-plugin.ts';
export { entryOf, evidenceOf } from './make-evidence.ts';
export {
  countedPaths,
  digestPluginFiles,
  digestPluginSources,
  programFile,
  readPluginSources,
} from './plugin-sources.ts';
export { readProgram } from './program-manifest.ts';
export type { RunFailureCode } from './run-failure.ts';
export { type PluginRun, type RunOptions, runPlugin } from './run-plugin.ts';
export { readEntries, spliceEvidence } from './splice-evidence.ts';
export { measureFixture } from './test-plugin.ts';
export { mergeEntries, type WriteOptions, writeEvidence } from './write-evidence.ts';
