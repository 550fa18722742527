import { createMessage, generateKey, sign } from 'openpgp';
import { beforeAll, expect, test } from 'vitest';
import { checkOpenpgpKeys, type TrustRootIndex, verifyOpenpgpSignature } from '../src/index.ts';
import { trustRoot } from './scenario.ts';

// Keys and signatures of openpgp.js itself, for machines without gpg.
const message = Buffer.from('what is signed\n');
let root: TrustRootIndex;
let fingerprint: string;
let armour: string;

beforeAll(async () => {
  const made = await generateKey({ userIDs: [{ name: 'ada' }], format: 'object' });
  fingerprint = made.publicKey.getFingerprint().toUpperCase();
  root = trustRoot({ ada: { keys: [{ openpgp: made.publicKey.armor(), fingerprint }] } });
  armour = await sign({
    message: await createMessage({ binary: message }),
    signingKeys: made.privateKey,
    detached: true,
  });
  armour = armour.replaceAll('\r\n', '\n');
});

test('a detached signature is accepted, for what it signs only', async () => {
  const verify = (signed: Uint8Array) => verifyOpenpgpSignature({ armour, message: signed, root: root.root });
  expect(await verify(message)).toEqual({ fingerprint, until: null });
  expect(await verify(Buffer.from('something else\n'))).toEqual({ refused: 'mismatch' });
});

test('with any letter of it changed it is not', async () => {
  const lines = armour.split('\n');
  for (let at = 0; at < (lines[2]?.length ?? 0); at += 1) {
    const line = lines[2] as string;
    const other = line[at] === 'A' ? 'B' : 'A';
    const bad = [...lines.slice(0, 2), line.slice(0, at) + other + line.slice(at + 1), ...lines.slice(3)];
    const found = await verifyOpenpgpSignature({ armour: bad.join('\n'), message, root: root.root });
    expect(found === null || 'refused' in found, `letter ${at}`).toBe(true);
  }
});

test('the block is what its fingerprint says', async () => {
  await checkOpenpgpKeys(root.root);
});
