export { createOpa, type Opa, type OpaOptions } from './create-opa.ts';
export { capabilities, compilerIdentity } from './home.ts';
export type { OpaOperation, OpaResults, OpaValues } from './opa-operations.ts';
export type {
  CheckOptions,
  OpaAnnotation,
  OpaCapabilities,
  OpaError,
  OpaFileCoverage,
  OpaResult,
  OpaTest,
  RegoSource,
  TestOptions,
} from './opa-types.ts';
