import { claimedOpenpgpKey } from './openpgp-signature.ts';
import { isOpenpgpSignature } from './signature-kind.ts';
import { claimedKey } from './sshsig.ts';
import type { TrustRootIndex } from './trust-root.ts';

/**
 * The principals who wrote or co-wrote any of the given raw commits, sorted: those whose e-mail address is the
 * author's, the committer's or in a `Co-authored-by` line, and those whose key its signature names.
 *
 * The answer only ever excludes people from signing. So it goes by claims, verifies nothing, and reads every commit,
 * also those that `parseCommit` refuses: otherwise an odd header would hide who wrote them.
 */
export async function findAuthors(request: {
  commits: readonly Uint8Array[];
  root: TrustRootIndex;
}): Promise<string[]> {
  const { commits, root } = request;
  const authors = new Set<string>();
  for (const bytes of commits) {
    const text = new TextDecoder().decode(bytes);
    const claimed = await Promise.all(signatures(text).map((armour) => claimedFingerprint(armour, root)));
    for (const principal of [
      ...emails(text).map(root.principalOfEmail),
      ...claimed.map((fingerprint) => fingerprint && (root.keyOf(fingerprint)?.principal ?? null)),
    ]) {
      if (principal !== null) authors.add(principal);
    }
  }
  return [...authors].sort();
}

async function claimedFingerprint(armour: string, root: TrustRootIndex): Promise<string | null> {
  if (isOpenpgpSignature(armour)) return claimedOpenpgpKey(armour, root.root);
  return claimedKey(armour)?.fingerprint ?? null;
}

function emails(text: string): string[] {
  const lines = [
    ...(headersOf(text).match(/^(author|committer) [^\n]*/gm) ?? []),
    ...(text.match(/^[ \t]*co-authored-by[ \t]*:[^\n]*(\n[ \t][^\n]*)*/gim) ?? []),
  ];
  return lines.flatMap((line) => [...line.matchAll(/<([^<>]*)>/g)].map(([, email = '']) => email.trim()));
}

function signatures(text: string): string[] {
  const values = headersOf(text).matchAll(/^gpgsig(?:-sha256)? ([^\n]*(?:\n [^\n]*)*)/gm);
  return [...values].map(([, value = '']) => `${value.replaceAll('\n ', '\n')}\n`);
}

function headersOf(text: string): string {
  return text.split('\n\n', 1)[0] ?? '';
}
