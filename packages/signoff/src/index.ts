export { allowedSigners } from './allowed-signers.ts';
export { type Commit, type CommitIdent, type CommitRefusal, parseCommit } from './commit.ts';
export { type CommitSigner, findCommitSigner, type KnownSigner, tellSigner } from './commit-signer.ts';
export type { Decision } from './decisions.ts';
export type { HeldRole } from './delegations.ts';
export { type Authors, findAuthors } from './find-authors.ts';
export {
  type GovernanceChange,
  type GovernanceSignoffs,
  judgeGovernance,
} from './judge-governance.ts';
export { countSignoffs, judgeSignoffs, type SignoffScope, undeniedAuthors } from './judge-signoffs.ts';
export { matchQuorum, type Quorum, type QuorumSigner } from './match-quorum.ts';
export { checkOpenpgpKeys } from './openpgp-keys.ts';
export {
  type OpenpgpSignatureRefusal,
  type OpenpgpSigner,
  verifyOpenpgpSignature,
} from './openpgp-signature.ts';
export type { Refused } from './refused.ts';
export {
  explainReason,
  type SignoffReason,
  type SignoffReasonCode,
  signoffReasons,
} from './signoff-reason.ts';
export { type KeyRefusal, type KeyType, type PublicKey, parsePublicKey, readPublicKey } from './ssh-key.ts';
export { type SshSignatureRefusal, verifySshSignature } from './sshsig.ts';
export {
  explainChange,
  governancePath,
  governanceStatement,
  releaseStatement,
  type Statement,
  type StatementChange,
  statementDigest,
  trustRootPath,
} from './statement.ts';
export { formatSignoffMessage, type MessageRefusal, parseSignoffMessage, type Signoff } from './trailers.ts';
export { readTrustRoot, type TrustRootIndex } from './trust-root.ts';
export type { TrustedKey } from './trusted-keys.ts';
export { type SignoffCandidate, type VerifiedSignoff, verifySignoff } from './verify-signoff.ts';
