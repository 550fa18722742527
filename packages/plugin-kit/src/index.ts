export { parseJsonStrictly } from '@gatehouse/contracts';
export { checkAnswer } from './check-answer.ts';
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
export { measureFixture } from './test-plugin.ts';
