// The armour headers by which git itself tells the formats apart (gpg-interface.c).

export function isOpenpgpSignature(armour: string): boolean {
  return /^-----BEGIN PGP (SIGNATURE|MESSAGE)-----/.test(armour);
}

export function isX509Signature(armour: string): boolean {
  return armour.startsWith('-----BEGIN SIGNED MESSAGE-----');
}
