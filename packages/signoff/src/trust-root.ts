import { GatehouseError, type TrustRoot, validateTrustRoot, violations } from '@gatehouse/contracts';
import { isPrintable } from './printable.ts';
import { explainKeyRefusal, readKeyLine } from './ssh-key.ts';

/** A trust root that holds together, and who its keys belong to. */
export interface TrustRootIndex {
  root: TrustRoot;
  /** The principal that a key (by its `SHA256:…` fingerprint) belongs to; null if nobody's. */
  principalOfKey(fingerprint: string): string | null;
  /** The principal who lists an e-mail address; null if nobody does. It proves nothing: use it to exclude only. */
  principalOfEmail(email: string): string | null;
}

/**
 * Checks a parsed `policies/trust/root.yaml`: its schema, that every key can be read, that every key and e-mail
 * address belongs to one principal, and that enough people may govern it. Throws `config.trust_root`; what fails the
 * schema comes all at once.
 */
export function readTrustRoot(value: unknown): TrustRootIndex {
  const [first, ...others] = violations(validateTrustRoot, value).map(({ message, hint }) =>
    problem(message, hint ?? 'Mend policies/trust/root.yaml on the base branch.'),
  );
  if (first) throw new GatehouseError(first.code, first.message, { hint: first.hint, others });
  const root = value as TrustRoot;
  refuseHiddenProject(root);
  const keys = ownersOfKeys(root);
  const emails = ownersOfEmails(root);
  refuseUnreachableGovernance(root);
  return {
    root,
    principalOfKey: (fingerprint) => keys.get(fingerprint) ?? null,
    principalOfEmail: (email) => emails.get(email.toLowerCase()) ?? null,
  };
}

// Sign-offs name the project, and their messages carry no invisible characters: nobody could sign.
function refuseHiddenProject({ project }: TrustRoot): void {
  if (!isPrintable(project)) throw problem('`project` has invisible characters', 'Write a plain name.');
}

function ownersOfKeys(root: TrustRoot): Map<string, string> {
  const owners = new Map<string, string>();
  for (const [principal, { keys }] of Object.entries(root.principals)) {
    for (const [index, line] of keys.entries()) {
      const place = `\`principals.${principal}.keys[${index}]\``;
      const key = readKeyLine(line);
      if ('refused' in key) {
        throw problem(
          `${place} can not be used: ${explainKeyRefusal(key.refused)}`,
          'Replace or remove the key.',
        );
      }
      const owner = owners.get(key.fingerprint);
      if (owner !== undefined) {
        throw problem(
          `${place} is a key that ${owner} has already (${key.fingerprint})`,
          'Give each principal keys of their own, and list each key once.',
        );
      }
      owners.set(key.fingerprint, principal);
    }
  }
  return owners;
}

function ownersOfEmails(root: TrustRoot): Map<string, string> {
  const owners = new Map<string, string>();
  for (const [principal, { emails = [] }] of Object.entries(root.principals)) {
    for (const email of new Set(emails.map((email) => email.toLowerCase()))) {
      const owner = owners.get(email);
      if (owner !== undefined) {
        throw problem(`${email} is an address of ${owner} and of ${principal}`, 'Leave it with one of them.');
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
  throw problem(
    `governance asks for ${threshold} people with the role ${role}, but ${governors.length} hold it`,
    'Lower `governance.threshold`, or give the role to more people (bots do not count).',
  );
}

function problem(message: string, hint: string): GatehouseError {
  return new GatehouseError('config.trust_root', message, { hint });
}
