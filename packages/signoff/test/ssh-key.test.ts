import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatehouseError } from '@gatehouse/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePublicKey, readPublicKey } from '../src/index.ts';
import { readKeyLine } from '../src/ssh-key.ts';
import { wireString } from '../src/wire-format.ts';
import { makeKeyRing, makeQuickKey } from './key-ring.ts';
import { mutations } from './raw-commit.ts';

// Any UTF-16, broken pairs too; `unit: 'binary'` would take long to set up.
const anyText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

const ring = makeKeyRing();
const kinds = [
  ['ed25519', undefined, 'ssh-ed25519'],
  ['rsa', 2048, 'ssh-rsa'],
  ['ecdsa', 256, 'ecdsa-sha2-nistp256'],
  ['ecdsa', 384, 'ecdsa-sha2-nistp384'],
  ['ecdsa', 521, 'ecdsa-sha2-nistp521'],
] as const;

beforeAll(() => {
  for (const [type, bits] of kinds) ring.make(`${type}${bits ?? ''}`, type, bits);
  ring.make('authority', 'ed25519');
  ring.make('small', 'rsa', 1024);
  ring.make('dsa', 'dsa');
});
afterAll(() => ring.remove());

function refusalOf(blob: Uint8Array): string {
  const key = readPublicKey(blob);
  return 'refused' in key ? key.refused : 'accepted';
}

function refusalOfLine(line: string): string {
  const key = readKeyLine(line);
  return 'refused' in key ? key.refused : 'accepted';
}

test.each(kinds)('%s %s is read, with the fingerprint of ssh-keygen -lf', (type, bits, name) => {
  const file = `${type}${bits ?? ''}`;
  const listed = execFileSync('ssh-keygen', ['-lf', join(ring.folder, `${file}.pub`)], { encoding: 'utf8' });
  const key = parsePublicKey(ring.line(file));
  expect([key.type, key.fingerprint, key.application]).toEqual([name, listed.split(' ')[1], null]);
  expect(Buffer.from(key.blob).toString('base64')).toBe(ring.line(file).split(' ')[1]);
});

test('certificates are refused by that name', () => {
  execFileSync('ssh-keygen', [
    ...['-q', '-s', join(ring.folder, 'authority'), '-I', 'id', '-n', 'ada'],
    join(ring.folder, 'ed25519.pub'),
  ]);
  const certificate = readFileSync(join(ring.folder, 'ed25519-cert.pub'), 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');
  expect(refusalOfLine(certificate)).toBe('certificate');
});

test('weak and unknown keys are refused', () => {
  expect(refusalOfLine(ring.line('small'))).toBe('rsa-size');
  expect(refusalOfLine(ring.line('dsa'))).toBe('key-type');
  expect(refusalOf(wireString('constructor'))).toBe('key-type');
});

test('parsePublicKey throws config.signing_key', () => {
  expect(() => parsePublicKey(ring.line('small'))).toThrow(
    expect.objectContaining({ name: GatehouseError.name, code: 'config.signing_key' }),
  );
});

describe('one form only', () => {
  const { line, blob } = makeQuickKey();
  test.each([
    ['a comment', `${line} ada@laptop`],
    ['two spaces', line.replace(' ', '  ')],
    ['a line feed', `${line}\n`],
    ['another type in front', line.replace('ssh-ed25519', 'ssh-rsa')],
    ['options in front', `cert-authority ${line}`],
    ['no base64', 'ssh-ed25519'],
    ['base64 that is not canonical', `${line}=`],
    ['nothing', ''],
  ])('a line with %s is refused', (_name, text) => {
    expect(refusalOfLine(text)).toBe('key-line');
  });

  test('bytes too many or too few are refused', () => {
    expect(refusalOf(Buffer.concat([blob, Buffer.of(0)]))).toBe('key-format');
    for (let length = 0; length < blob.length; length += 1) {
      expect(['key-format', 'key-type']).toContain(refusalOf(blob.subarray(0, length)));
    }
  });

  test('a changed key is another key or none', () => {
    const original = parsePublicKey(line).fingerprint;
    for (const mutant of mutations(blob)) {
      const key = readPublicKey(mutant);
      expect('fingerprint' in key ? key.fingerprint : null).not.toBe(original);
    }
  });

  test('arbitrary bytes never throw', () => {
    const names = kinds.map(([, , name]) => wireString(name));
    const typed = fc.tuple(fc.constantFrom(...names), fc.uint8Array()).map((parts) => Buffer.concat(parts));
    fc.assert(fc.property(fc.oneof(fc.uint8Array(), typed), (bytes) => typeof refusalOf(bytes) === 'string'));
    fc.assert(fc.property(anyText, (text) => refusalOfLine(text) === 'key-line'));
  });
});

describe('RSA numbers', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const n = Buffer.from(publicKey.export({ format: 'jwk' }).n as string, 'base64url');
  const mpint = (bytes: Uint8Array) => wireString(Buffer.concat([Buffer.of(0), bytes]));
  const rsa = (e: Buffer, modulus: Buffer) => Buffer.concat([wireString('ssh-rsa'), e, modulus]);
  const f4 = wireString(Buffer.of(1, 0, 1));

  test.each([
    ['the usual', rsa(f4, mpint(n)), 'accepted'],
    ['a zero too many', rsa(f4, mpint(Buffer.concat([Buffer.of(0), n]))), 'key-format'],
    ['a negative modulus', rsa(f4, wireString(n)), 'key-format'],
    ['a padded exponent', rsa(mpint(Buffer.of(1, 0, 1)), mpint(n)), 'key-format'],
    ['exponent 1, with which anybody signs', rsa(wireString(Buffer.of(1)), mpint(n)), 'rsa-exponent'],
    ['an even exponent', rsa(wireString(Buffer.of(2)), mpint(n)), 'rsa-exponent'],
    ['exponent 0', rsa(wireString(''), mpint(n)), 'key-format'],
    ['2047 bits', rsa(f4, wireString(Buffer.concat([Buffer.of(0x7f), n.subarray(1)]))), 'rsa-size'],
    ['16392 bits', rsa(f4, mpint(Buffer.alloc(2049, 0xff))), 'rsa-size'],
  ])('%s', (_name, blob, outcome) => {
    expect(refusalOf(blob)).toBe(outcome);
  });
});

describe('ECDSA points', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const [a, b] = [x, y].map((part) => Buffer.from(part as string, 'base64url')) as [Buffer, Buffer];
  const key = (point: Buffer, curve = 'nistp256') =>
    Buffer.concat([wireString('ecdsa-sha2-nistp256'), wireString(curve), wireString(point)]);
  const off = Buffer.from(b);
  off[31] = (off[31] as number) ^ 1;

  test.each([
    ['the usual', key(Buffer.concat([Buffer.of(4), a, b])), 'accepted'],
    ['off the curve', key(Buffer.concat([Buffer.of(4), a, off])), 'key-format'],
    ['compressed', key(Buffer.concat([Buffer.of(2), a])), 'key-format'],
    ['the point at infinity', key(Buffer.of(0)), 'key-format'],
    ['another curve in front', key(Buffer.concat([Buffer.of(4), a, b]), 'nistp384'), 'key-format'],
  ])('%s', (_name, blob, outcome) => {
    expect(refusalOf(blob)).toBe(outcome);
  });
});
