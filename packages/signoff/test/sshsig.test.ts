import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePublicKey, verifySshSignature } from '../src/index.ts';
import { wireString } from '../src/wire-format.ts';
import { armour, dearmour, makeKeyRing, makeQuickKey, quickSign, signedBytes, sshsig } from './key-ring.ts';
import { mutations } from './raw-commit.ts';

// Any UTF-16, broken pairs too; `unit: 'binary'` would take long to set up.
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

const ring = makeKeyRing();
const message = Buffer.from('what is signed\n');
const types: [name: string, type: string, bits?: number][] = [
  ['ed25519', 'ed25519'],
  ['rsa2048', 'rsa', 2048],
  ['p256', 'ecdsa', 256],
  ['p384', 'ecdsa', 384],
  ['p521', 'ecdsa', 521],
];

beforeAll(() => {
  for (const [name, type, bits] of types) ring.make(name, type, bits);
  ring.make('rsa1024', 'rsa', 1024);
  ring.make('dsa', 'dsa');
});
afterAll(() => ring.remove());

function verify(text: string, signed: Uint8Array = message, namespace = 'git') {
  return verifySshSignature({ armour: text, message: signed, namespace });
}

async function reasonOf(text: string, signed?: Uint8Array, namespace?: string): Promise<string> {
  const result = await verify(text, signed, namespace);
  return 'refused' in result ? result.refused : 'accepted';
}

describe('signatures of ssh-keygen', () => {
  const cases = types.flatMap(([name]) => ['sha256', 'sha512'].map((hash) => [name, hash] as const));
  test.each(cases)('%s with %s is accepted, and its key named', async (name, hash) => {
    const signature = ring.sign(name, message, { hash });
    const result = await verify(signature);
    expect('key' in result && result.key.fingerprint).toBe(parsePublicKey(ring.line(name)).fingerprint);
    expect(ring.accepts(signature, message)).toBe(true);
    expect(await reasonOf(signature, Buffer.from('something else\n'))).toBe('mismatch');
    expect(await reasonOf(signature, message, 'file')).toBe('namespace');
    expect(await reasonOf(ring.sign(name, message, { hash, namespace: 'file' }))).toBe('namespace');
  });

  test('an RSA key below 2048 bits and a DSA key are refused, whatever ssh-keygen says', async () => {
    expect(await reasonOf(ring.sign('rsa1024', message))).toBe('rsa-size');
    expect(await reasonOf(ring.sign('dsa', message))).toBe('key-type');
  });
});

describe('a changed signature is never accepted', () => {
  // The slow algorithms have one bit of each byte flipped, the quick ones every bit.
  const cases = types.map(([name]) => [name, ['ed25519', 'p256'].includes(name) ? undefined : [1]] as const);

  test.each(cases)('%s: every byte of the armoured text', async (name, bits) => {
    const signature = Buffer.from(ring.sign(name, message), 'latin1');
    for (const mutant of mutations(signature, bits))
      expect(await reasonOf(mutant.toString('latin1'))).not.toBe('accepted');
  });

  test.each(cases)('%s: every byte of the blob, armoured again', async (name, bits) => {
    const blob = dearmour(ring.sign(name, message));
    for (const mutant of mutations(blob, bits)) expect(await reasonOf(armour(mutant))).not.toBe('accepted');
  });

  test('every bit and byte of the message', async () => {
    const signature = ring.sign('ed25519', message);
    for (const mutant of mutations(message)) expect(await reasonOf(signature, mutant)).toBe('mismatch');
  });

  test('what ssh-keygen refuses is never accepted here', async () => {
    const blobs = types.map(([name]) => dearmour(ring.sign(name, message)));
    const mutant = fc
      .tuple(fc.constantFrom(...blobs), fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([blob, at, value]) => {
        const changed = Buffer.from(blob);
        changed[at % changed.length] = value;
        return armour(changed);
      });
    const property = fc.asyncProperty(
      mutant,
      async (text) => ring.accepts(text, message) || 'refused' in (await verify(text)),
    );
    await fc.assert(property, { numRuns: 60 });
  });
});

describe('one form only', () => {
  const key = makeQuickKey();
  const value = () => sign(null, signedBytes(message, 'git'), key.privateKey);
  const signature = () => [wireString('ssh-ed25519'), wireString(value())];
  const blob = (fields = {}) => sshsig({ key: key.blob, signature: signature(), ...fields });

  test('our own construction is what ssh-keygen accepts', async () => {
    expect(ring.accepts(quickSign(key, message), message)).toBe(true);
    expect(await reasonOf(quickSign(key, message))).toBe('accepted');
  });

  test.each([
    ['magic', () => blob({ magic: 'SSHSIX' }), 'format'],
    ['version 0', () => blob({ version: 0 }), 'version'],
    ['version 2', () => blob({ version: 2 }), 'version'],
    ['another namespace', () => blob({ namespace: 'file' }), 'namespace'],
    ['a longer namespace', () => blob({ namespace: 'git\0' }), 'namespace'],
    ['a reserved field', () => blob({ reserved: 'x' }), 'reserved'],
    ['SHA-1', () => blob({ hash: 'sha1' }), 'hash'],
    ['SHA-384', () => blob({ hash: 'sha384' }), 'hash'],
    ['the other hash', () => blob({ hash: 'sha256' }), 'mismatch'],
    ['trailing bytes', () => blob({ trailing: Buffer.of(0) }), 'format'],
    ['bytes after the value', () => blob({ signature: [...signature(), Buffer.of(0)] }), 'format'],
    [
      'another algorithm',
      () => blob({ signature: [wireString('rsa-sha2-512'), wireString(value())] }),
      'algorithm',
    ],
    [
      'a short value',
      () => blob({ signature: [wireString('ssh-ed25519'), wireString(value().subarray(1))] }),
      'format',
    ],
    ['bytes after the key', () => blob({ key: Buffer.concat([key.blob, Buffer.of(0)]) }), 'key-format'],
    ['no value', () => blob({ signature: [] }), 'format'],
  ])('%s: refused', async (_name, bytes, reason) => {
    expect(await reasonOf(armour(bytes()))).toBe(reason);
  });

  test('an empty namespace is never right', async () => {
    expect(await reasonOf(quickSign(key, message, ''), message, '')).toBe('namespace');
  });

  const text = quickSign(key, message);
  const lines = text.split('\n');
  test.each([
    ['text before', `x\n${text}`],
    ['text after', `${text}x\n`],
    ['a second block', text + text],
    ['no last line feed', text.trimEnd()],
    ['a blank line', text.replace('\n', '\n\n')],
    ['carriage returns', text.replaceAll('\n', '\r\n')],
    ['a space in the base64', text.replace('U1NI', 'U1 NI')],
    [
      'lines of unequal width',
      [lines[0], lines[1]?.slice(0, 40), (lines[1]?.slice(40) ?? '') + lines[2], ...lines.slice(3)].join(
        '\n',
      ),
    ],
    ['lines of 77', armour(dearmour(text), 77)],
    ['no padding', text.replace(/=+\n/, '\n')],
    ['the URL alphabet', text.replaceAll('/', '_').replaceAll('+', '-').replace('U1NI', 'U1N-')],
    ['PGP armour', text.replaceAll('SSH', 'PGP')],
    ['nothing', ''],
    ['an empty block', `${lines[0]}\n${lines.at(-2)}\n`],
  ])('armour with %s: refused', async (_name, changed) => {
    expect(await reasonOf(changed)).toBe('armour');
  });

  test('lines of 76 characters, as PROTOCOL.sshsig says, are read like those of ssh-keygen', async () => {
    expect(await reasonOf(armour(dearmour(text), 76))).toBe('accepted');
  });

  test('padding bits that decode to nothing are refused', async () => {
    const bytes = blob();
    expect(bytes.length % 3).not.toBe(0);
    const last = /(.)(=+)(\n-----END)/;
    const next = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 1);
    expect(await reasonOf(armour(bytes).replace(last, (_all, a, b, c) => next(a) + b + c))).toBe('armour');
  });

  test('arbitrary text is refused and never throws', async () => {
    await fc.assert(fc.asyncProperty(anyText, async (any) => (await reasonOf(any)) === 'armour'));
    const block = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => armour(bytes));
    await fc.assert(fc.asyncProperty(block, async (any) => 'refused' in (await verify(any))));
    const fields = fc.uint8Array({ maxLength: 120 });
    const shaped = fc.tuple(fields, fields).map(([a, b]) => armour(sshsig({ key: a, signature: [b] })));
    await fc.assert(fc.asyncProperty(shaped, async (any) => 'refused' in (await verify(any))));
    const named = fields.map((b) =>
      armour(sshsig({ key: key.blob, signature: [wireString('ssh-ed25519'), b] })),
    );
    await fc.assert(fc.asyncProperty(named, async (any) => 'refused' in (await verify(any))));
  });
});

describe('RSA', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n, e } = publicKey.export({ format: 'jwk' });
  const [modulus, exponent] = [Buffer.from(n as string, 'base64url'), Buffer.from(e as string, 'base64url')];
  const blob = Buffer.concat([
    wireString('ssh-rsa'),
    wireString(exponent),
    wireString(Buffer.concat([Buffer.of(0), modulus])),
  ]);
  const signed = (algorithm: string, hash: string) =>
    armour(
      sshsig({
        key: blob,
        signature: [wireString(algorithm), wireString(sign(hash, signedBytes(message, 'git'), privateKey))],
      }),
    );

  test('SHA-256 and SHA-512 are accepted, by ssh-keygen too', async () => {
    for (const [algorithm, hash] of [
      ['rsa-sha2-256', 'sha256'],
      ['rsa-sha2-512', 'sha512'],
    ] as const) {
      expect(await reasonOf(signed(algorithm, hash))).toBe('accepted');
      expect(ring.accepts(signed(algorithm, hash), message)).toBe(true);
    }
  });

  test('SHA-1 (ssh-rsa) is refused; so is a value under the other name', async () => {
    expect(await reasonOf(signed('ssh-rsa', 'sha1'))).toBe('algorithm');
    expect(await reasonOf(signed('rsa-sha2-256', 'sha512'))).toBe('mismatch');
  });
});

describe('ECDSA', () => {
  test('another hash, bytes after the two numbers and zeros are refused', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x, y } = publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([
      Buffer.of(4),
      ...[x, y].map((part) => Buffer.from(part as string, 'base64url')),
    ]);
    const name = 'ecdsa-sha2-nistp256';
    const key = Buffer.concat([wireString(name), wireString('nistp256'), wireString(point)]);
    const mpint = (bytes: Buffer) => {
      const first = bytes.findIndex((byte) => byte !== 0);
      const short = bytes.subarray(first);
      return wireString((short[0] as number) >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short);
    };
    const signed = (hash: string, trailing = '') => {
      const pair = sign(hash, signedBytes(message, 'git'), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const value = Buffer.concat([
        mpint(pair.subarray(0, 32)),
        mpint(pair.subarray(32)),
        Buffer.from(trailing),
      ]);
      return armour(sshsig({ key, signature: [wireString(name), wireString(value)] }));
    };
    expect(await reasonOf(signed('sha256'))).toBe('accepted');
    expect(await reasonOf(signed('sha512'))).toBe('mismatch');
    expect(await reasonOf(signed('sha256', 'x'))).toBe('format');
    const zero = Buffer.concat([wireString(''), wireString('')]);
    expect(await reasonOf(armour(sshsig({ key, signature: [wireString(name), wireString(zero)] })))).toBe(
      'format',
    );
  });
});

// The device's part is played by hand after OpenSSH's PROTOCOL.u2f.
describe('security keys', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const type = 'sk-ssh-ed25519@openssh.com';
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url');
  const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

  interface Touch {
    flags?: number;
    claimed?: number;
    application?: string;
    trailing?: string;
  }

  function touched({ flags = 1, claimed = flags, application = 'ssh:', trailing = '' }: Touch = {}): string {
    const key = Buffer.concat([wireString(type), wireString(point), wireString(application)]);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(7);
    const device = [sha256(application), Buffer.of(flags), count, sha256(signedBytes(message, 'git'))];
    const value = sign(null, Buffer.concat(device), privateKey);
    const signature = [wireString(type), wireString(value), Buffer.of(claimed), count, Buffer.from(trailing)];
    return armour(sshsig({ key, signature }));
  }

  test('a touched key is accepted, by ssh-keygen too', async () => {
    for (const text of [touched(), touched({ flags: 0x05 }), touched({ application: 'ssh:work' })]) {
      expect(await reasonOf(text)).toBe('accepted');
      expect(ring.accepts(text, message)).toBe(true);
    }
    const result = await verify(touched());
    expect('key' in result && [result.key.type, result.key.application]).toEqual([type, 'ssh:']);
  });

  test.each([
    ['no touch', { flags: 0x00 }, 'no-touch'],
    ['verified but not touched', { flags: 0x04 }, 'no-touch'],
    ['a touch that is only claimed', { flags: 0x00, claimed: 0x01 }, 'mismatch'],
    ['a web site', { application: 'https://example.org' }, 'application'],
    ['no application', { application: '' }, 'application'],
    ['trailing bytes', { trailing: 'x' }, 'format'],
  ])('%s: refused', async (_name, options, reason) => {
    expect(await reasonOf(touched(options))).toBe(reason);
  });

  test('every bit and byte of the blob', async () => {
    for (const mutant of mutations(dearmour(touched())))
      expect(await reasonOf(armour(mutant))).not.toBe('accepted');
  });
});
