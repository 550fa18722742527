export { allowedSignersPath, assembleChange, type GovernedRun, isTrustRootError } from './assemble-change.ts';
export { assembleFacts } from './assemble-facts.ts';
export { confirmationDigest } from './confirmation-digest.ts';
export { type CoveredPaths, foldPath } from './covered-paths.ts';
export { descentFromWithdrawals, ledgerOf } from './enter-ledger.ts';
export type { FactsRun } from './facts-run.ts';
export { type FieldChange, fieldChanges } from './field-changes.ts';
export { digestGenesis, genesisDigest, isOfGenesis } from './genesis.ts';
export { governedByDefault, governedPath, readGoverned } from './governed.ts';
export { digestGoverned, governedChanges, summarise } from './governed-files.ts';
export type { Governed } from './governed-outside.ts';
export { indexSignoffs, type SignoffsByRelease } from './index-signoffs.ts';
export { isEarlier } from './is-earlier.ts';
export { emptyLedger, joinLedgers, type Ledger, type Reaches, ratifierOf } from './ledger.ts';
export { leftBehind } from './left-behind.ts';
export { type Base, type BaseMemory, loadTrustRoot, openBase } from './open-base.ts';
export { originOfGoverned } from './origin.ts';
export { promotionOf } from './promotion-of.ts';
export { readElsewhere } from './read-elsewhere.ts';
export { parseEvidence } from './read-evidence.ts';
export { committerDate, readHistory } from './read-history.ts';
export { readOutcome } from './read-outcome.ts';
export {
  enterStep,
  isLasting,
  judgedHead,
  laterDate,
  latestOf,
  type Past,
  readLedger,
  readPast,
  slack,
} from './read-past.ts';
export { readPolicyFiles } from './read-policy-files.ts';
export { readRelease, releaseLimit } from './read-release.ts';
export { readYaml } from './read-yaml.ts';
export { referencedFiles } from './referenced-files.ts';
export { pathsOutside, readStatement } from './release-digest.ts';
export { resolvePath } from './resolve-path.ts';
export {
  chooseRelease,
  chooseReleases,
  listReleases,
  plainName,
  type Selection,
  selectReleases,
} from './select-releases.ts';
export { lockPath, readLock, readSettings, settingsPath, usualTarget } from './settings.ts';
export { isOurs, openCommit, type TreeSource } from './tree-source.ts';
export { openWorkTree } from './work-tree-source.ts';
