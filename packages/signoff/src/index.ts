export { allowedSigners } from './allowed-signers.ts';
export { type Commit, parseCommit } from './commit.ts';
export { findCommitSigner, tellSigner } from './commit-signer.ts';
export type { Confirmation } from './confirmation.ts';
export { countConfirmations } from './count-confirmations.ts';
export type { Decision } from './decisions.ts';
export { type Authors, findAuthors } from './find-authors.ts';
export { type GovernanceChange, judgeGovernance } from './judge-governance.ts';
export { countSignoffs, judgeSignoffs, type SignoffScope, undeniedAuthors } from './judge-signoffs.ts';
export { checkOpenpgpKeys } from './openpgp-keys.ts';
export { verifyOpenpgpSignature } from './openpgp-signature.ts';
export { explainReason, signoffReasons } from './signoff-reason.ts';
export { parsePublicKey, readPublicKey } from './ssh-key.ts';
export { verifySshSignature } from './sshsig.ts';
export {
  explainChange,
  governancePath,
  governanceStatement,
  releaseStatement,
  type Statement,
  statementDigest,
  trustRootPath,
} from './statement.ts';
export { formatSignoffMessage, parseSignoffMessage, type Signoff } from './trailers.ts';
export { readTrustRoot, type TrustRootIndex } from './trust-root.ts';
export { type SignoffCandidate, type VerifiedSignoff, verifySignoff } from './verify-signoff.ts';
