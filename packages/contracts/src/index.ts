export type {
  Artifact,
  ChangeDecision,
  ChangeFacts,
  Component,
  Dataset,
  Decision,
  DecisionStatus,
  Evidence,
  Expectation,
  Facts,
  FactsSignoff,
  Finding,
  Measurement,
  Outcome,
  PluginAnswer,
  PluginManifest,
  PluginProgram,
  Release,
  ReleaseEvidence,
  Tier,
  TrustRoot,
  Validation,
} from '../generated/types.ts';
export {
  validateChangeDecision,
  validateChangeFacts,
  validateDecision,
  validateEvidence,
  validateFacts,
  validateOutcome,
  validatePluginAnswer,
  validatePluginManifest,
  validatePluginProgram,
  validateRelease,
  validateTrustRoot,
} from '../generated/validators.js';
export { canonicalJson, type Json } from './canonical-json.ts';
export type { Catalogue, CatalogueGate, CatalogueRule } from './catalogue.ts';
export { digestBytes, digestFiles, digestJson } from './digest.ts';
export { type ErrorCode, GatehouseError, type Place } from './gatehouse-error.ts';
export { parseJsonStrictly } from './parse-json-strictly.ts';
export { formatPath, type SchemaViolation, type Validate, type Violation, violations } from './validate.ts';
