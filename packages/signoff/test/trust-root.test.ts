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
  } as Record<string, { kind: string; roles: string[]; keys: string[]; emails?: string[] }>,
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
    const owner = (line: string) => index.principalOfKey(parsePublicKey(line).fingerprint);
    expect([ada, other, zoe, makeQuickKey().line].map(owner)).toEqual(['ada', 'ada', 'zoe', null]);
    const emails = ['zoe@example.org', 'ADA@EXAMPLE.ORG', 'bob@example.org', ''];
    expect(emails.map(index.principalOfEmail)).toEqual(['zoe', 'ada', null, null]);
  });

  const principal = (name: string) => (root: ReturnType<typeof valid>) =>
    root.principals[name] as { keys: string[] };
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

test('allowed_signers is sorted, names namespaces and says where it comes from', () => {
  const lines = allowedSigners(readTrustRoot(valid()).root).split('\n');
  const adas = [ada, other].sort().map((key) => `ada namespaces="git" ${key}`);
  expect(lines.slice(1)).toEqual([...adas, `zoe namespaces="git" ${zoe}`, '']);
  expect(lines[0]).toMatch(/^# .*policies\/trust\/root\.yaml/);
});
