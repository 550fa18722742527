export { parseJsonStrictly } from '@gatehouse/contracts';
export { checkAnswer } from './check-answer.ts';
export { clip } from './clip.ts';
export {
  type Capability,
  defaultLimits,
  definePlugin,
  type InputPath,
  type Measured,
  type PluginContext,
  PluginError,
} from './define-plugin.ts';
export { method } from './method.ts';
export { parseLargeJson } from './parse-large-json.ts';
export { decodeUtf8, parseJson, readReport } from './read-text.ts';
export { measureOrigins, type ReportOrigin } from './report-origin.ts';
export { secondsOf } from './seconds-of.ts';
export { measureFixture } from './test-plugin.ts';
