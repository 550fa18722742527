export { allowedSigners } from './allowed-signers.ts';
export { type Commit, type CommitIdent, type CommitRefusal, parseCommit } from './commit.ts';
export { findAuthors } from './find-authors.ts';
export { countSignoffs, judgeSignoffs, type SignoffScope } from './judge-signoffs.ts';
export { matchQuorum, type Quorum, type QuorumSigner } from './match-quorum.ts';
export type { Refused } from './refused.ts';
export { type SignoffReason, type SignoffReasonCode, signoffReasons } from './signoff-reason.ts';
export { type KeyRefusal, type KeyType, type PublicKey, parsePublicKey, readPublicKey } from './ssh-key.ts';
export { type SshSignatureRefusal, verifySshSignature } from './sshsig.ts';
export {
  explainChange,
  releaseStatement,
  type Statement,
  type StatementChange,
  statementDigest,
} from './statement.ts';
export { formatSignoffMessage, type MessageRefusal, parseSignoffMessage, type Signoff } from './trailers.ts';
export { readTrustRoot, type TrustRootIndex } from './trust-root.ts';
export { type SignoffCandidate, type VerifiedSignoff, verifySignoff } from './verify-signoff.ts';
