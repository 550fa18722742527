import type { TrustRoot } from '@gatehouse/contracts';
import type { Config, PublicKey } from 'openpgp';
import { dearmourOpenpgp } from './openpgp-armour.ts';
import type { Refused } from './refused.ts';
import { trustRootProblem } from './trust-root-problem.ts';
import { isOpenpgpKey, type OpenpgpKeyEntry } from './trusted-keys.ts';

type Library = typeof import('openpgp');

/** openpgp.js, which few runs need and which takes long to load; and how strict it is to be. */
export async function loadOpenpgp(): Promise<{ library: Library; config: Config }> {
  const library = await import('openpgp');
  const { md5, sha1, ripemd, sha224 } = library.enums.hash;
  const weak = new Set([md5, sha1, ripemd, sha224]);
  const config = {
    ...library.config,
    minRSABits: 2048,
    rejectHashAlgorithms: weak,
    rejectMessageHashAlgorithms: weak,
    ignoreUnsupportedPackets: false,
  };
  return { library, config };
}

const keysOfRoot = new WeakMap<TrustRoot, Promise<PublicKey[]>>();

/** The OpenPGP keys of a trust root that can be read and are what their fingerprint says. Each root is read once. */
export function openpgpKeys(root: TrustRoot): Promise<PublicKey[]> {
  const known = keysOfRoot.get(root) ?? readAll(root);
  keysOfRoot.set(root, known);
  return known;
}

/**
 * Checks the OpenPGP keys of a trust root: that each block is one public key, with the fingerprint that is written
 * beside it, that can sign, and that shares no key with another block. Throws `config.trust_root`.
 * Keys that do not pass verify nothing, so a root may be used without this check; it says so before somebody waits.
 */
export async function checkOpenpgpKeys(root: TrustRoot): Promise<void> {
  const seen = new Set<string>();
  for (const { place, entry } of entriesOf(root)) {
    const key = await readOpenpgpKey(entry);
    if ('refused' in key) {
      throw trustRootProblem(`${place} can not be used: ${explanations[key.refused]}`, hint);
    }
    for (const part of key.getKeys()) {
      const id = part.getKeyID().toHex();
      if (seen.has(id)) throw trustRootProblem(`${place} shares the key ${id} with another block`, hint);
      seen.add(id);
    }
  }
}

type OpenpgpKeyRefusal = 'armour' | 'format' | 'fingerprint' | 'unusable';

const explanations: Record<OpenpgpKeyRefusal, string> = {
  armour: 'it is not one armoured block as gpg writes it, without comments',
  format: 'it is not exactly one public key',
  fingerprint: 'it has another fingerprint than the one beside it',
  unusable: 'it can not sign: it is revoked, too weak, or meant for something else',
};

const hint = 'Replace it with what `gpg --armor --export <fingerprint>` prints, or remove it.';

async function readOpenpgpKey({
  openpgp,
  fingerprint,
}: OpenpgpKeyEntry): Promise<PublicKey | Refused<OpenpgpKeyRefusal>> {
  const { library, config } = await loadOpenpgp();
  // YAML may or may not end a block with a line feed.
  const binaryKeys = dearmourOpenpgp(`${openpgp.trimEnd()}\n`, 'PUBLIC KEY BLOCK');
  if (binaryKeys === null) return { refused: 'armour' };
  const [key, ...more] = await library.readKeys({ binaryKeys, config }).catch(() => []);
  if (key === undefined || more.length > 0 || key.isPrivate()) return { refused: 'format' };
  if (key.getFingerprint().toUpperCase() !== fingerprint) return { refused: 'fingerprint' };
  const signing = await key.getSigningKey(undefined, null, undefined, config).catch(() => null);
  return signing === null ? { refused: 'unusable' } : key;
}

async function readAll(root: TrustRoot): Promise<PublicKey[]> {
  const keys = await Promise.all(entriesOf(root).map(({ entry }) => readOpenpgpKey(entry)));
  return keys.flatMap((key) => ('refused' in key ? [] : [key]));
}

function entriesOf(root: TrustRoot): { place: string; entry: OpenpgpKeyEntry }[] {
  return Object.entries(root.principals).flatMap(([principal, { keys }]) =>
    keys.flatMap((entry, index) =>
      isOpenpgpKey(entry) ? [{ place: `\`principals.${principal}.keys[${index}]\``, entry }] : [],
    ),
  );
}
