import { spawnSync } from 'node:child_process';
import { generateKey } from 'openpgp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  checkOpenpgpKeys,
  findAuthors,
  judgeSignoffs,
  readTrustRoot,
  type SignoffCandidate,
  type TrustRootIndex,
  verifyOpenpgpSignature,
} from '../src/index.ts';
import { dearmourOpenpgp } from '../src/openpgp-armour.ts';
import { type GitRepository, makeRepository } from './git-repository.ts';
import { makeGpgRing } from './gpg-ring.ts';
import { mutations, rawCommit } from './raw-commit.ts';
import { approval, trustRoot } from './scenario.ts';

// gpg is not part of what a newcomer needs: openpgp-library.test.ts covers what can be shown without it.
const hasGpg = spawnSync('gpg', ['--version']).status === 0;
const withGpg = describe.skipIf(!hasGpg);
const ring = hasGpg ? makeGpgRing() : (null as never);
const message = Buffer.from('what is signed\n');
const prints: Record<string, string> = {};
let root: TrustRootIndex;

beforeAll(() => {
  if (!hasGpg) return;
  prints.ada = ring.make('ada', 'ed25519');
  prints.bea = ring.make('bea', 'rsa2048', 'cert');
  ring.gpg(['--quick-add-key', prints.bea, 'rsa2048', 'sign', 'never']);
  prints.cleo = ring.make('cleo', 'nistp256', 'sign', '2030-06-15');
  prints.eve = ring.make('eve', 'ed25519');
  root = rootOf('ada', 'bea', 'cleo');
});
afterAll(() => ring?.remove());

function rootOf(...names: string[]): TrustRootIndex {
  const key = (name: string) => ({ openpgp: ring.block(print(name)), fingerprint: print(name) });
  return trustRoot(Object.fromEntries(names.map((name) => [name, { keys: [key(name)] }])));
}

const print = (name: string) => prints[name] ?? '';

function armoured(bytes: Buffer): string {
  const base64 = bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN PGP SIGNATURE-----\n\n${base64}\n-----END PGP SIGNATURE-----\n`;
}

async function outcome(armour: string, signed: Uint8Array = message, by = root): Promise<string> {
  const result = await verifyOpenpgpSignature({ armour, message: signed, root: by.root });
  if (result === null) return 'unknown';
  return 'refused' in result ? result.refused : result.fingerprint;
}

withGpg('signatures of gpg', () => {
  test.each(['ada', 'bea', 'cleo'])('%s: accepted, by the fingerprint of the primary key', async (name) => {
    const armour = ring.sign(print(name), message);
    expect(await outcome(armour)).toBe(print(name));
    expect(await outcome(armour, Buffer.from('something else\n'))).toBe('mismatch');
    expect(await outcome(ring.sign(print(name), message, ['--textmode']))).toBe(print(name));
  });

  test('a key that the root does not have', async () => {
    expect(await outcome(ring.sign(print('eve'), message))).toBe('unknown');
  });

  test('a weak hash', async () => {
    const weak = ['--digest-algo', 'SHA1', '--weak-digest', 'MD5', '--allow-weak-digest-algos'];
    expect(await outcome(ring.sign(print('bea'), message, weak))).toBe('hash');
  });

  test('two signatures, and two blocks', async () => {
    const two = ring.sign(print('ada'), message, ['-u', print('cleo')]);
    expect(await outcome(two)).toBe('format');
    const one = ring.sign(print('ada'), message);
    expect(await outcome(one + one)).toBe('armour');
  });

  test('other text around it, comments, a wrong checksum', async () => {
    const armour = ring.sign(print('ada'), message);
    expect(await outcome(`x\n${armour}`)).toBe('armour');
    expect(await outcome(`${armour}x\n`)).toBe('armour');
    expect(await outcome(armour.replace('\n\n', '\nComment: x\n\n'))).toBe('armour');
    expect(await outcome(armour.replace(/\n=..../, '\n=AAAA'))).toBe('armour');
    expect(await outcome(armour.replace(/\n=..../, ''))).toBe(print('ada'));
  });

  test('a cleartext signature, and a certification of a key, are no signatures of a commit', async () => {
    const clear = ring.gpg(['-u', print('ada'), '--clear-sign'], message);
    expect(await outcome(clear)).toBe('armour');
    const standalone = ring.gpg(['-u', print('ada'), '--armor', '--sign'], message);
    expect(await outcome(standalone.replaceAll('MESSAGE', 'SIGNATURE'))).toBe('format');
  });

  test('with bits flipped or a byte left out it is never accepted', async () => {
    const armour = Buffer.from(ring.sign(print('ada'), message));
    for (const mutant of mutations(armour, [1, 32])) {
      expect(await outcome(mutant.toString('latin1'))).not.toBe(print('ada'));
    }
    const bytes = dearmourOpenpgp(armour.toString(), 'SIGNATURE') as Buffer;
    for (const mutant of mutations(bytes, [1, 128])) {
      expect(await outcome(armoured(mutant))).not.toBe(print('ada'));
    }
  });

  test('written in another way, or with packets beside it, it is not accepted', async () => {
    const bytes = dearmourOpenpgp(ring.sign(print('ada'), message), 'SIGNATURE') as Buffer;
    const body = bytes.subarray(2);
    expect([...bytes.subarray(0, 2)]).toEqual([0x88, body.length]);
    const newForm = Buffer.from([0xc2, body.length]);
    expect(await outcome(armoured(Buffer.concat([newForm, body])))).toBe(print('ada'));
    const longer = [
      [0x89, 0, body.length],
      [0x8a, 0, 0, 0, body.length],
      [0xc2, 255, 0, 0, 0, body.length],
    ];
    for (const header of longer) {
      expect(await outcome(armoured(Buffer.concat([Buffer.from(header), body])))).toBe('format');
    }
    const marker = Buffer.from([0xca, 3, ...Buffer.from('PGP')]);
    expect(await outcome(armoured(Buffer.concat([bytes, marker])))).toBe('format');
    expect(await outcome(armoured(Buffer.concat([marker, bytes])))).toBe('format');
    expect(await outcome(armoured(Buffer.concat([bytes, Buffer.of(0)])))).toBe('format');
  });

  test('a hundred of them are all accepted, whatever zeros their numbers begin with', async () => {
    const key = await generateKey({ userIDs: [{ name: 'Quick' }], format: 'object', type: 'ecc' });
    const { sign, createMessage } = await import('openpgp');
    const fingerprint = key.publicKey.getFingerprint().toUpperCase();
    const openpgp = key.publicKey.armor();
    const quick = trustRoot({ ada: { keys: [{ openpgp, fingerprint }] } });
    for (let index = 0; index < 100; index += 1) {
      const data = Buffer.from(`message ${index}`);
      const armour = await sign({
        ...{ message: await createMessage({ binary: data }), signingKeys: key.privateKey, detached: true },
      });
      expect(await outcome(String(armour).replaceAll('\r', ''), data, quick)).toBe(fingerprint);
    }
  });
});

withGpg('what the block says of the key', () => {
  test('its expiry is the last whole day, and no date in the signature decides', async () => {
    const late = ['--faked-system-time', '20300614T000000!'];
    for (const armour of [ring.sign(print('cleo'), message), ring.sign(print('cleo'), message, late)]) {
      const result = await verifyOpenpgpSignature({ armour, message, root: root.root });
      expect(result).toEqual({ fingerprint: print('cleo'), until: '2030-06-14' });
    }
    const forEver = await verifyOpenpgpSignature({
      ...{ armour: ring.sign(print('ada'), message), message, root: root.root },
    });
    expect(forEver).toEqual({ fingerprint: print('ada'), until: null });
  });

  test('an expiry of the signature itself counts too', async () => {
    const options = ['--faked-system-time', '20290101T120000!', '--default-sig-expire', '10d'];
    const armour = ring.sign(print('cleo'), message, options);
    const result = await verifyOpenpgpSignature({ armour, message, root: root.root });
    expect(result).toEqual({ fingerprint: print('cleo'), until: '2029-01-10' });
  });

  test('the expiry of a subkey counts for what it signed', async () => {
    prints.tess = ring.make('tess', 'ed25519', 'cert', '2032-01-10');
    ring.gpg(['--quick-add-key', prints.tess, 'ed25519', 'sign', '2031-03-10']);
    const armour = ring.sign(prints.tess, message);
    const result = await verifyOpenpgpSignature({ armour, message, root: rootOf('tess').root });
    expect(result).toEqual({ fingerprint: prints.tess, until: '2031-03-09' });
  });

  test('a key that is over by now still verifies what it signed: whoever counts says for which day', async () => {
    const past = ['--faked-system-time', '20200310T120000!'];
    ring.gpg([...past, '--quick-generate-key', 'una <una@example.org>', 'ed25519', 'sign', '2020-06-15']);
    prints.una = ring.print('una');
    const armour = ring.sign(prints.una, message, past);
    const old = rootOf('una');
    await checkOpenpgpKeys(old.root);
    const result = await verifyOpenpgpSignature({ armour, message, root: old.root });
    expect(result).toEqual({ fingerprint: prints.una, until: '2020-06-14' });
  });

  test('a block that was renewed after the signature verifies it too', async () => {
    prints.vera = ring.make('vera', 'ed25519', 'sign', '2030-06-15');
    const armour = ring.sign(prints.vera, message);
    const later = ['--faked-system-time', '20280101T120000!'];
    ring.gpg([...later, '--quick-set-expire', prints.vera, '2034-06-15']);
    const openpgp = ring.gpg(['--export-options', 'export-minimal', '--armor', '--export', prints.vera]);
    const renewed = trustRoot({ vera: { keys: [{ openpgp, fingerprint: prints.vera }] } });
    const result = await verifyOpenpgpSignature({ armour, message, root: renewed.root });
    expect(result).toEqual({ fingerprint: prints.vera, until: '2034-06-14' });
  });

  test('a revoked key signs nothing, before or after', async () => {
    prints.rita = ring.make('rita', 'ed25519');
    const armour = ring.sign(prints.rita, message);
    expect(await outcome(armour, message, rootOf('rita'))).toBe(prints.rita);
    ring.revoke(prints.rita);
    const revoked = rootOf('rita');
    expect(await outcome(armour, message, revoked)).toBe('unknown');
    await expect(checkOpenpgpKeys(revoked.root)).rejects.toMatchObject({ code: 'config.trust_root' });
  });

  test('a revoked subkey signs nothing, though its owner has another', async () => {
    prints.sue = ring.make('sue', 'ed25519', 'cert,sign');
    ring.gpg(['--quick-add-key', prints.sue, 'ed25519', 'sign', 'never']);
    const armour = ring.sign(prints.sue, message);
    expect(await outcome(armour, message, rootOf('sue'))).toBe(prints.sue);
    const commands = 'key 1\nrevkey\ny\n0\n\ny\nsave\n';
    ring.gpg(['--no-batch', '--command-fd', '0', '--edit-key', prints.sue], commands);
    expect(await outcome(armour, message, rootOf('sue'))).toBe('unusable-key');
    await checkOpenpgpKeys(rootOf('sue').root);
  });

  test.each(['rsa1024', 'secp256k1'])('a weak key signs nothing: %s', async (algorithm) => {
    const name = `weak-${algorithm}`;
    prints[name] = ring.make(name, algorithm);
    const weak = rootOf(name);
    expect(await outcome(ring.sign(print(name), message), message, weak)).toBe('unknown');
    await expect(checkOpenpgpKeys(weak.root)).rejects.toMatchObject({ code: 'config.trust_root' });
  });
});

withGpg('blocks of the trust root', () => {
  test('are good when they are what their fingerprint says', async () => {
    await checkOpenpgpKeys(root.root);
  });

  test.each<[string, () => { openpgp: string; fingerprint: string }]>([
    ['another key', () => ({ openpgp: ring.block(print('eve')), fingerprint: print('ada') })],
    [
      'two keys',
      () => ({ openpgp: ring.gpg(['--armor', '--export', 'ada', 'eve']), fingerprint: print('ada') }),
    ],
    ['two blocks', () => ({ openpgp: ring.block('ada') + ring.block('eve'), fingerprint: print('ada') })],
    ['rubbish', () => ({ openpgp: '-----BEGIN PGP PUBLIC KEY BLOCK-----\nx', fingerprint: print('ada') })],
    ['a cut block', () => ({ openpgp: ring.block('ada').slice(0, -60), fingerprint: print('ada') })],
  ])('%s: refused, and verifies nothing', async (_name, key) => {
    const bad = trustRoot({ ada: { keys: [key()] } });
    await expect(checkOpenpgpKeys(bad.root)).rejects.toMatchObject({ code: 'config.trust_root' });
    expect(await outcome(ring.sign(print('ada'), message), message, bad)).toBe('unknown');
  });

  test('may not share a key', async () => {
    const { principals, ...rest } = rootOf('ada').root;
    const twice = { ...rest, principals: { ...principals, zoe: principals.ada as never } };
    await expect(checkOpenpgpKeys(twice)).rejects.toMatchObject({ code: 'config.trust_root' });
    expect(() => readTrustRoot(twice)).toThrow(expect.objectContaining({ code: 'config.trust_root' }));
  });
});

withGpg.each(['sha1', 'sha256'])('sign-offs that git makes with gpg in a %s repository', (format) => {
  let repository: GitRepository;
  beforeAll(() => {
    repository = makeRepository(ring.folder, format, format);
    repository.git('commit', '-q', '--allow-empty', '-m', 'Start');
  });

  function signOff(name: string): SignoffCandidate {
    repository.signWithGpg(ring.folder, print(name), approval.message);
    return {
      id: repository.git('rev-parse', 'HEAD'),
      bytes: repository.commit('HEAD'),
      parentTree: repository.git('rev-parse', 'HEAD~1^{tree}'),
    };
  }

  const judge = async (candidate: SignoffCandidate, today = '2026-11-23') =>
    (
      await judgeSignoffs({
        ...{ ...approval.scope, today, root, candidates: [candidate], isAncestor: () => false },
      })
    )[0];

  test.each(['ada', 'bea'])('%s is counted', async (name) => {
    expect(await judge(signOff(name))).toMatchObject({ principal: name, reason: 'counted' });
  });

  test('cleo is counted until her key expires', async () => {
    const one = signOff('cleo');
    expect(await judge(one, '2030-06-14')).toMatchObject({ principal: 'cleo', reason: 'counted' });
    expect(await judge(one, '2030-06-15')).toMatchObject({ principal: 'cleo', reason: 'expired' });
  });

  test('eve is not known', async () => {
    expect(await judge(signOff('eve'))).toMatchObject({ principal: null, reason: 'unknown-key' });
  });

  test('with a bit flipped it is not counted', async () => {
    const one = signOff('ada');
    for (const bytes of mutations(one.bytes, [1])) {
      expect((await judge({ ...one, bytes }))?.counted).toBe(false);
    }
  });

  test('who signs is an author of what they sign, whatever address they use', async () => {
    const { bytes } = signOff('bea');
    expect(await findAuthors({ commits: [bytes], root })).toEqual({ authors: ['bea'], named: [] });
    const forged = rawCommit({ author: 'X <x@elsewhere.org>', signature: ring.sign(print('eve'), message) });
    expect(await findAuthors({ commits: [forged], root })).toEqual({ authors: [], named: [] });
    const borrowed = rawCommit({
      author: 'X <x@elsewhere.org>',
      signature: ring.sign(print('bea'), message),
    });
    expect(await findAuthors({ commits: [borrowed], root })).toEqual({ authors: [], named: ['bea'] });
  });
});
