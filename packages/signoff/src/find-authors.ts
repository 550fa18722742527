import { findCommitSigner } from './commit-signer.ts';
import { claimedOpenpgpKey } from './openpgp-signature.ts';
import { isOpenpgpSignature } from './signature-kind.ts';
import { claimedKey } from './sshsig.ts';
import type { TrustRootIndex } from './trust-root.ts';

/** Principals who wrote something; nobody is in both lists, and both are sorted. */
export interface Authors {
  /** Their own keys signed a commit of it. */
  authors: string[];
  /** A commit says so, whoever made it: they are taken for authors unless they deny it under their own key. */
  named: string[];
}

/**
 * The principals who wrote or co-wrote any of the given raw commits, or are said to have. Proven by the key that signed
 * a commit. Named by an e-mail address as its author, its committer or in a `Co-authored-by` line, and by a signature
 * that does not verify. Every commit is read, also those that `parseCommit` refuses: otherwise an odd header would hide
 * who wrote them.
 */
export async function findAuthors(request: {
  commits: readonly Uint8Array[];
  root: TrustRootIndex;
}): Promise<Authors> {
  const { commits, root } = request;
  const authors = new Set<string>();
  const named = new Set<string>();
  for (const bytes of commits) {
    const signer = await findCommitSigner(bytes, root);
    if ('principal' in signer) authors.add(signer.principal);
    for (const principal of await namedBy(bytes, root)) named.add(principal);
  }
  return { authors: [...authors].sort(), named: [...named].filter((one) => !authors.has(one)).sort() };
}

function namedBy(bytes: Uint8Array, root: TrustRootIndex): Promise<string[]> {
  const names = known.get(root) ?? new WeakMap<Uint8Array, Promise<string[]>>();
  known.set(root, names);
  const named = names.get(bytes) ?? readNames(bytes, root);
  names.set(bytes, named);
  return named;
}

// One commit can bring thousands of releases, and is asked for with each of them.
const known = new WeakMap<TrustRootIndex, WeakMap<Uint8Array, Promise<string[]>>>();

async function readNames(bytes: Uint8Array, root: TrustRootIndex): Promise<string[]> {
  const text = new TextDecoder().decode(bytes);
  const claimed = await Promise.all(signatures(text).map((armour) => claimedFingerprint(armour, root)));
  return [
    ...emails(text).map(root.principalOfEmail),
    ...claimed.map((fingerprint) => fingerprint && (root.keyOf(fingerprint)?.principal ?? null)),
  ].filter((principal) => principal !== null);
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
