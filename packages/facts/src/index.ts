export { allowedSignersPath, assembleChange, type GovernedRun, isTrustRootError } from './assemble-change.ts';
export { type AssembledFacts, assembleFacts, type FactsRun } from './assemble-facts.ts';
export { type FieldChange, fieldChanges } from './field-changes.ts';
export { digestGoverned, governedChanges } from './governed-files.ts';
export { indexSignoffs, type SignoffsByRelease } from './index-signoffs.ts';
export { isEarlier } from './is-earlier.ts';
export {
  emptyLedger,
  isLasting,
  joinLedgers,
  type Ledger,
  lastingDecisions,
  ledgerOf,
  ratifierOf,
  readLedger,
} from './ledger.ts';
export { leftBehind } from './left-behind.ts';
export { type Base, type BaseMemory, loadTrustRoot, openBase } from './open-base.ts';
export { parseEvidence } from './read-evidence.ts';
export { committerDate, type History, readHistory } from './read-history.ts';
export { readOutcome } from './read-outcome.ts';
export { readPolicyFiles } from './read-policy-files.ts';
export { type ReleaseFile, readRelease, releaseLimit } from './read-release.ts';
export { readYaml, type YamlFile } from './read-yaml.ts';
export { readStatement, releaseDigest } from './release-digest.ts';
export { resolvePath } from './resolve-path.ts';
export { chooseReleases, listReleases, type Selection, selectReleases } from './select-releases.ts';
export { folderDiffers, openCommit, openWorkTree, type TreeSource } from './tree-source.ts';
