export { loadModel, type Model, type ModelOptions, rowOf, runtimeVersion } from './onnx-model.ts';
