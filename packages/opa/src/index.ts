export { compilerIdentity, createOpa, type Opa, type OpaOptions } from './create-opa.ts';
export type {
  CheckOptions,
  OpaAnnotation,
  OpaError,
  OpaFileCoverage,
  OpaResult,
  OpaTest,
  RegoSource,
  TestOptions,
} from './opa-types.ts';
