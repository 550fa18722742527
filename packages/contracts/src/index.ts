export type {
  ChangeDecision,
  ChangeFacts,
  Decision,
  DecisionStatus,
  Evidence,
  Facts,
  FactsConfirmation,
  FactsSignoff,
  Finding,
  Lock,
  Measurement,
  Outcome,
  PluginAnswer,
  PluginManifest,
  PluginProgram,
  Release,
  ReleaseEvidence,
  Settings,
  TrustRoot,
  Validation,
} from '../generated/types.ts';
export {
  validateChangeDecision,
  validateChangeFacts,
  validateEvidence,
  validateFacts,
  validateLock,
  validateOutcome,
  validatePluginAnswer,
  validatePluginManifest,
  validatePluginProgram,
  validateRelease,
  validateSettings,
  validateTrustRoot,
} from '../generated/validators.js';
export { canonicalJson, type Json } from './canonical-json.ts';
export { type Catalogue, type CatalogueGate, type CatalogueRule, type Ground, grounds } from './catalogue.ts';
export { digestBytes, digestFiles, digestJson } from './digest.ts';
export { digestDecision } from './digest-decision.ts';
export { findNotJson } from './find-not-json.ts';
export { GatehouseError, type Place } from './gatehouse-error.ts';
export { parseJsonStrictly } from './parse-json-strictly.ts';
export {
  countedPaths,
  digestPluginFiles,
  digestPluginSources,
  isLeftAbout,
  programFile,
} from './plugin-digest.ts';
export { timeOf } from './time.ts';
export { formatPath, type Validate, type Violation, violations } from './validate.ts';
