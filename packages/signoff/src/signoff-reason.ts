import type { CommitRefusal } from './commit.ts';
import type { OpenpgpSignatureRefusal } from './openpgp-signature.ts';
import type { SshSignatureRefusal } from './sshsig.ts';
import type { MessageRefusal } from './trailers.ts';

/**
 * Why a candidate counts or does not: every candidate has exactly one of these, the first that applies in this order.
 * The first part needs the commit and the trust root alone, the second also the release.
 */
export const signoffReasons = {
  'malformed-commit': 'the commit is not one that git writes for a sign-off',
  'malformed-message': 'the message is not that of a sign-off',
  'not-single-parent': 'a sign-off has exactly one parent',
  'not-empty': 'a sign-off changes no file',
  unsigned: 'the commit is not signed',
  'unsupported-signature': 'signatures of this kind can not be verified yet',
  'bad-signature': 'the signature does not verify',
  'compromised-key': 'the key is marked as compromised in the trust root',
  'unknown-key': 'the key is not in the trust root',

  'other-project': 'it was given in another project',
  'other-target': 'it was given for a merge into another branch',
  'other-release': 'it is about another release',
  'newer-trust-root': 'the signer saw a newer trust root than the one in force',
  stale: 'the release has changed since',
  'role-not-held': 'the signer does not hold the role',
  'not-lent': 'the role was lent to the signer, but not for this release, or not until today',
  bot: 'only people sign',
  author: 'the signer, or who lent the role, wrote this release or a part of it',
  'named-author':
    'a commit of this change names the signer, or who lent the role, as an author; ' +
    'a signer who is not denies it: gate sign --not-author',
  expired: 'its last day has passed, or that of the key',
  withdrawal: 'a withdrawal: it voids what the signer approved',
  withdrawn: 'the signer has withdrawn it, or who lent the role has',
  superseded: 'the signer has signed for this role again',
  'lent-once': 'the role counts once for its holder and those who act for them, and another one does',
  counted: 'it counts',
} as const;

export type SignoffReasonCode = keyof typeof signoffReasons;

/** Some codes say after a colon what exactly was wrong, e.g. `bad-signature:namespace`. */
export type SignoffReason =
  | Exclude<
      SignoffReasonCode,
      'malformed-commit' | 'malformed-message' | 'unsupported-signature' | 'bad-signature'
    >
  | `malformed-commit:${CommitRefusal}`
  | `malformed-message:${MessageRefusal | 'no-trailers'}`
  | `unsupported-signature:${'x509'}`
  | `bad-signature:${SshSignatureRefusal | OpenpgpSignatureRefusal}`;

/** Why a sign-off counts or does not, in words. */
export function explainReason(reason: string): string {
  const [code = '', detail] = reason.split(':');
  const text = Object.hasOwn(signoffReasons, code) ? signoffReasons[code as SignoffReasonCode] : reason;
  return detail === undefined ? text : `${text} (${detail})`;
}
