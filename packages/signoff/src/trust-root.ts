import { GatehouseError, type TrustRoot, validateTrustRoot, violations } from '@gatehouse/contracts';
import { checkDelegations, type HeldRole, rolesFor } from './delegations.ts';
import { isPrintable } from './printable.ts';
import { trustRootProblem } from './trust-root-problem.ts';
import { compromisedKeys, indexKeys, type TrustedKey } from './trusted-keys.ts';

/** A trust root that holds together, and who its keys and roles belong to. */
export interface TrustRootIndex {
  root: TrustRoot;
  /** Whose a key is, by its fingerprint (`SHA256:…`, or that of an OpenPGP primary key); null if nobody's. */
  keyOf(fingerprint: string): TrustedKey | null;
  /** Whether a key is marked as compromised. No principal lists such a key. */
  isCompromised(fingerprint: string): boolean;
  /**
   * The roles that a principal may sign for on the release in `folder` (`releases/<name>/<version>`) on the day
   * `today`: their own, then lent ones; each once.
   */
  rolesFor(principal: string, folder: string, today: string): HeldRole[];
  /** The principal who lists an e-mail address; null if nobody does. It proves nothing: use it to exclude only. */
  principalOfEmail(email: string): string | null;
}

/**
 * Checks a parsed `policies/trust/root.yaml`: its schema, that every key can be read, that every key and e-mail
 * address belongs to one principal, that no compromised key is listed, that roles are lent by those who hold them, and
 * that enough people may govern it. Throws `config.trust_root`; what fails the schema comes all at once. The blocks of
 * OpenPGP keys are not looked into here: see `checkOpenpgpKeys`.
 */
export function readTrustRoot(value: unknown): TrustRootIndex {
  const [first, ...others] = violations(validateTrustRoot, value).map(({ message, hint }) =>
    trustRootProblem(message, hint ?? 'Mend policies/trust/root.yaml on the base branch.'),
  );
  if (first) throw new GatehouseError(first.code, first.message, { hint: first.hint, others });
  const root = value as TrustRoot;
  refuseHiddenProject(root);
  const keys = indexKeys(root);
  const compromised = compromisedKeys(root);
  const emails = ownersOfEmails(root);
  checkDelegations(root);
  refuseUnreachableGovernance(root);
  return {
    root,
    keyOf: (fingerprint) => keys.get(fingerprint) ?? null,
    isCompromised: (fingerprint) => compromised.has(fingerprint),
    rolesFor: (principal, folder, today) => rolesFor(root, principal, folder, today),
    principalOfEmail: (email) => emails.get(email.toLowerCase()) ?? null,
  };
}

// Sign-offs name the project, and their messages carry no invisible characters: nobody could sign.
function refuseHiddenProject({ project }: TrustRoot): void {
  if (!isPrintable(project))
    throw trustRootProblem('`project` has invisible characters', 'Write a plain name.');
}

function ownersOfEmails(root: TrustRoot): Map<string, string> {
  const owners = new Map<string, string>();
  for (const [principal, { emails = [] }] of Object.entries(root.principals)) {
    for (const email of new Set(emails.map((email) => email.toLowerCase()))) {
      const owner = owners.get(email);
      if (owner !== undefined) {
        throw trustRootProblem(
          `${email} is an address of ${owner} and of ${principal}`,
          'Leave it with one of them.',
        );
      }
      owners.set(email, principal);
    }
  }
  return owners;
}

function refuseUnreachableGovernance({ principals, governance: { role, threshold } }: TrustRoot): void {
  const governors = Object.values(principals).filter(
    ({ kind, roles }) => kind === 'person' && roles.includes(role),
  );
  if (governors.length >= threshold) return;
  throw trustRootProblem(
    `governance asks for ${threshold} people with the role ${role}, but ${governors.length} hold it`,
    'Lower `governance.threshold`, or give the role to more people (bots do not count).',
  );
}
