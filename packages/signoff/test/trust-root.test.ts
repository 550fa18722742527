import { describe, expect, test } from 'vitest';
import { allowedSigners, parsePublicKey, readTrustRoot } from '../src/index.ts';
import { makeQuickKey } from './key-ring.ts';

const [ada, zoe, other] = [makeQuickKey().line, makeQuickKey().line, makeQuickKey().line];
const valid = () => ({
  schema: 'gatehouse/trust-root@1',
  project: 'acme',
  version: 1,
  previous: null as string | null,
  governance: { role: 'governance', threshold: 1 },
  principals: {
    zoe: { kind: 'person', roles: ['product'], keys: [zoe], emails: ['Zoe@example.org'] },
    ada: { kind: 'person', roles: ['governance', 'data'], keys: [ada, other], emails: ['ada@example.org'] },
  } as Record<string, { kind: string; roles: string[]; keys: unknown[]; emails?: string[] }>,
});

function changed(change: (root: ReturnType<typeof valid>) => void): unknown {
  const root = valid();
  change(root);
  return root;
}

describe('a trust root', () => {
  test('says whose a key and an e-mail address are', () => {
    const root = valid();
    const index = readTrustRoot(root);
    expect(index.root).toEqual(root);
    const owner = (line: string) => index.keyOf(parsePublicKey(line).fingerprint)?.principal ?? null;
    expect([ada, other, zoe, makeQuickKey().line].map(owner)).toEqual(['ada', 'ada', 'zoe', null]);
    const emails = ['zoe@example.org', 'ADA@EXAMPLE.ORG', 'bob@example.org', ''];
    expect(emails.map(index.principalOfEmail)).toEqual(['zoe', 'ada', null, null]);
  });

  const principal = (name: string) => (root: ReturnType<typeof valid>) =>
    root.principals[name] as { keys: unknown[] };
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['an empty mapping', {}],
    ['no principals', changed((root) => Object.assign(root, { principals: {} }))],
    ['no governance', changed((root) => Object.assign(root, { governance: undefined }))],
    ['threshold 0', changed((root) => Object.assign(root.governance, { threshold: 0 }))],
    ['a fractional threshold', changed((root) => Object.assign(root.governance, { threshold: 0.5 }))],
    ['a threshold that nobody can meet', changed((root) => Object.assign(root.governance, { threshold: 2 }))],
    [
      'a governing role that nobody holds',
      changed((root) => Object.assign(root.governance, { role: 'board' })),
    ],
    ['a governing bot', changed((root) => Object.assign(root.principals.ada as object, { kind: 'bot' }))],
    ['version 0', changed((root) => Object.assign(root, { version: 0 }))],
    ['a project of two words', changed((root) => Object.assign(root, { project: 'a b' }))],
    ['an invisible project', changed((root) => Object.assign(root, { project: 'ac\u200bme' }))],
    ['a principal without keys', changed((root) => Object.assign(principal('zoe')(root), { keys: [] }))],
    ['a key under two principals', changed((root) => principal('zoe')(root).keys.push(ada))],
    ['a key twice under one', changed((root) => principal('ada')(root).keys.push(ada))],
    [
      'an e-mail under two',
      changed((root) => Object.assign(principal('zoe')(root), { emails: ['ADA@example.org'] })),
    ],
    ['a key with a comment', changed((root) => principal('zoe')(root).keys.push(`${makeQuickKey().line} x`))],
    ['a cut key', changed((root) => principal('zoe')(root).keys.push(makeQuickKey().line.slice(0, -8)))],
    [
      'a key of another type',
      changed((root) =>
        principal('zoe')(root).keys.push(makeQuickKey().line.replace('ssh-ed25519', 'ssh-rsa')),
      ),
    ],
    ['a field that nobody knows', changed((root) => Object.assign(root, { trust: 'me' }))],
  ])('%s: refused', (_name, value) => {
    expect(() => readTrustRoot(value)).toThrow(expect.objectContaining({ code: 'config.trust_root' }));
  });

  test('what fails the schema comes all at once', () => {
    const broken = changed((root) => Object.assign(root, { version: 0, project: '' }));
    expect(() => readTrustRoot(broken)).toThrow(
      expect.objectContaining({ others: [expect.objectContaining({ code: 'config.trust_root' })] }),
    );
  });
});

describe('keys', () => {
  const pgp = 'A'.repeat(40);
  const block = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n';
  const withKeys = (...keys: unknown[]) =>
    changed((root) => Object.assign(root.principals.zoe as object, { keys }));
  const fingerprint = (line: string) => parsePublicKey(line).fingerprint;

  test('have a last day in either form, and are found by fingerprint', () => {
    const openpgp = { openpgp: block, fingerprint: pgp, until: '2027-01-31' };
    const index = readTrustRoot(withKeys(zoe, { ssh: makeQuickKey().line }, openpgp));
    expect(index.keyOf(fingerprint(zoe))).toEqual({ principal: 'zoe', until: null });
    expect(index.keyOf(pgp)).toEqual({ principal: 'zoe', until: '2027-01-31' });
    expect(index.keyOf(pgp.toLowerCase())).toBeNull();
    const ending = readTrustRoot(withKeys({ ssh: zoe, until: '2026-12-31' }));
    expect(ending.keyOf(fingerprint(zoe))).toEqual({ principal: 'zoe', until: '2026-12-31' });
  });

  test.each<[string, unknown]>([
    ['a last day that is none', withKeys({ ssh: zoe, until: '2026-02-30' })],
    ['an SSH key twice, in two forms', withKeys(zoe, { ssh: zoe })],
    [
      'an OpenPGP key twice',
      withKeys({ openpgp: block, fingerprint: pgp }, { openpgp: block, fingerprint: pgp }),
    ],
    ['a fingerprint in small letters', withKeys({ openpgp: block, fingerprint: pgp.toLowerCase() })],
    ['an OpenPGP key without a fingerprint', withKeys({ openpgp: block })],
    ['an SSH key that can not be read', withKeys({ ssh: `${zoe.slice(0, -8)}` })],
  ])('%s: refused', (_name, value) => {
    expect(() => readTrustRoot(value)).toThrow(expect.objectContaining({ code: 'config.trust_root' }));
  });

  const entry = (key: string) => ({ key, since: null, reason: 'laptop stolen' });
  const compromised = (...keys: string[]) =>
    changed((root) => Object.assign(root, { compromised: keys.map(entry) }));

  test('a compromised key is known as such', () => {
    const stolen = fingerprint(makeQuickKey().line);
    const index = readTrustRoot(compromised(stolen, pgp));
    expect([stolen, pgp, fingerprint(zoe)].map(index.isCompromised)).toEqual([true, true, false]);
  });

  test.each<[string, unknown]>([
    ['listed by somebody', compromised(fingerprint(zoe))],
    ['there twice', compromised(pgp, pgp)],
  ])('a compromised key that is %s: refused', (_name, value) => {
    expect(() => readTrustRoot(value)).toThrow(expect.objectContaining({ code: 'config.trust_root' }));
  });
});

describe('lent roles', () => {
  const lent = {
    from: 'ada',
    to: 'zoe',
    role: 'data',
    path: 'releases/a',
    until: '2026-12-31',
  };
  const lending = (...delegations: object[]) => changed((root) => Object.assign(root, { delegations }));
  const bob = { kind: 'person', roles: [], keys: [makeQuickKey().line] };
  const own = { role: 'product', onBehalfOf: null };
  const theirs = { role: 'data', onBehalfOf: 'ada' };

  test.each<[folder: string, today: string, roles: object[]]>([
    ['releases/a/1.0.0', '2026-12-31', [own, theirs]],
    ['releases/a/1.0.0', '2027-01-01', [own]],
    ['releases/ab/1.0.0', '2026-12-31', [own]],
    ['releases/a-b/1.0.0', '2026-12-31', [own]],
    ['releases', '2026-12-31', [own]],
    ['governance', '2026-12-31', [own]],
  ])('in %s on %s', (folder, today, roles) => {
    expect(readTrustRoot(lending(lent)).rolesFor('zoe', folder, today)).toEqual(roles);
  });

  test('for one version only', () => {
    const { rolesFor } = readTrustRoot(lending({ ...lent, path: 'releases/a/1.0.0' }));
    const roles = (folder: string) => rolesFor('zoe', folder, '2026-12-01').map(({ role }) => role);
    expect(roles('releases/a/1.0.0')).toEqual(['product', 'data']);
    expect(roles('releases/a/1.0.01')).toEqual(['product']);
    expect(roles('releases/a')).toEqual(['product']);
  });

  test('who lends keeps the role; nobody else gets one', () => {
    const { rolesFor } = readTrustRoot(lending(lent));
    const roles = (who: string) => rolesFor(who, 'releases/a/1', '2026-12-01');
    expect(roles('ada').map(({ role }) => role)).toEqual(['governance', 'data']);
    expect([roles('nobody'), roles('constructor')]).toEqual([[], []]);
  });

  test('end when the lender has no key left that holds', () => {
    const value = lending(lent) as ReturnType<typeof valid>;
    Object.assign(value.principals.ada as object, { keys: [{ ssh: ada, until: '2026-11-30' }] });
    const { rolesFor } = readTrustRoot(value);
    expect(rolesFor('zoe', 'releases/a/1', '2026-11-30')).toEqual([own, theirs]);
    expect(rolesFor('zoe', 'releases/a/1', '2026-12-01')).toEqual([own]);
  });

  test.each(['', '2026-13-01', '2026-02-29', '26-01-01', '2026-12-01T00:00:00Z'])('no day: %j', (today) => {
    const { rolesFor } = readTrustRoot(lending(lent));
    expect(() => rolesFor('zoe', 'releases/a/1', today)).toThrow(
      expect.objectContaining({ code: 'internal' }),
    );
  });

  test.each<[string, unknown]>([
    ['by nobody', lending({ ...lent, from: 'nobody' })],
    ['by a name that Object has', lending({ ...lent, from: 'constructor' })],
    ['to nobody', lending({ ...lent, to: 'nobody' })],
    ['to oneself', lending({ ...lent, to: 'ada' })],
    ['a role that the lender does not hold', lending({ ...lent, role: 'product' })],
    ['twice', lending(lent, lent)],
    ['twice, to another day', lending(lent, { ...lent, until: '2027-12-31' })],
    ['twice, once for a part', lending(lent, { ...lent, path: 'releases/a/1' })],
    ['twice, once for the whole', lending({ ...lent, path: 'releases/a/1' }, lent)],
    ['for everything', lending({ ...lent, path: 'releases' })],
    ['for a path with dots', lending({ ...lent, path: 'releases/../policies' })],
    ['without an end', lending({ ...lent, until: undefined })],
    [
      'on, by whom it was lent to',
      changed((root) => {
        root.principals.bob = bob;
        Object.assign(root, { delegations: [lent, { ...lent, from: 'zoe', to: 'bob' }] });
      }),
    ],
    [
      'to a bot',
      changed((root) => {
        root.principals.bob = { ...bob, kind: 'bot' };
        Object.assign(root, { delegations: [{ ...lent, to: 'bob' }] });
      }),
    ],
    [
      'by a bot',
      changed((root) => {
        root.principals.bob = { ...bob, kind: 'bot', roles: ['data'] };
        Object.assign(root, { delegations: [{ ...lent, from: 'bob' }] });
      }),
    ],
    [
      'what the borrower holds',
      changed((root) => {
        root.principals.bob = { ...bob, roles: ['data'] };
        Object.assign(root, { delegations: [{ ...lent, to: 'bob' }] });
      }),
    ],
  ])('%s: refused', (_name, value) => {
    expect(() => readTrustRoot(value)).toThrow(expect.objectContaining({ code: 'config.trust_root' }));
  });

  test('to several people, and for several releases: allowed', () => {
    const value = lending(lent, { ...lent, path: 'releases/b' }, { ...lent, to: 'bob' }) as ReturnType<
      typeof valid
    >;
    value.principals.bob = bob;
    expect(readTrustRoot(value).root).toEqual(value);
  });
});

test('allowed_signers ends a key with the last second of its last day', () => {
  const root = valid();
  Object.assign(root.principals.zoe as object, { keys: [{ ssh: zoe, until: '2026-12-31' }] });
  expect(allowedSigners(readTrustRoot(root).root)).toContain(
    `\nzoe namespaces="git",valid-before="20261231235959Z" ${zoe}\n`,
  );
});

test('allowed_signers is sorted, names namespaces and says where it comes from', () => {
  const root = valid();
  root.principals.zoe?.keys.push({
    openpgp: '-----BEGIN PGP PUBLIC KEY BLOCK-----\n',
    fingerprint: 'A'.repeat(40),
  });
  const lines = allowedSigners(readTrustRoot(root).root).split('\n');
  const adas = [ada, other].sort().map((key) => `ada namespaces="git" ${key}`);
  expect(lines.slice(2)).toEqual([...adas, `zoe namespaces="git" ${zoe}`, '']);
  expect(lines[0]).toMatch(/^# .*policies\/trust\/root\.yaml/);
});
