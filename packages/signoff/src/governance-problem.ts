/** Why a change of governed files may not be merged. A judgement has all that apply. */
export const governanceProblems = {
  'project-changed': 'the project has another name: every sign-off of its past would be worth nothing',
  'version-not-next': 'the version of the trust root is not the old one and one more',
  'previous-differs': '`previous` is not the SHA-256 of the trust root before',
  'compromised-forgotten': 'a key that was marked as compromised is so no more',
  'compromised-moved': 'the commit up to which a compromised key was good has been changed to another',
  'openpgp-key': 'an OpenPGP key of the new trust root can not be used',
  'old-quorum': 'not enough of those who govern by the old trust root have approved, with keys of the old',
  'new-quorum': 'not enough of those who govern by the new trust root have approved, with keys of the new',
} as const;

export interface GovernanceProblem {
  code: keyof typeof governanceProblems;
  /** What exactly: versions, digests, fingerprints, counts. */
  params: Record<string, string | number>;
}
