export type { ModelFeature } from './bind-inputs.ts';
export { clipScore, scoreTolerance } from './clip-score.ts';
export { type FloatType, roundTo } from './float16.ts';
export { loadModel, type Model, type ModelOptions, rowOf, runtimeVersion } from './onnx-model.ts';
