export { createOpa, type Opa } from './create-opa.ts';
export { capabilities, compilerIdentity } from './home.ts';
export type { OpaOperation } from './opa-operations.ts';
export type { OpaError, OpaFileCoverage, OpaResult, OpaTest, RegoSource } from './opa-types.ts';
