import { describe, expect, test } from 'vitest';
import {
  type GovernanceChange,
  governanceProblems,
  governanceStatement,
  judgeGovernance,
  parsePublicKey,
  readTrustRoot,
  type Signoff,
  type SignoffCandidate,
  statementDigest,
  type TrustRootIndex,
} from '../src/index.ts';
import { makeQuickKey, type QuickKey } from './key-ring.ts';
import { rawCommit } from './raw-commit.ts';
import { ancestryOf, candidate, start, trustRoot } from './scenario.ts';

const names = ['ada', 'ada2', 'bea', 'cleo', 'mallory'] as const;
const keys = Object.fromEntries(names.map((name) => [name, makeQuickKey()])) as Record<
  (typeof names)[number],
  QuickKey
>;
const governors = { roles: ['governance'] };
const person = (...names: (keyof typeof keys)[]) => ({
  ...governors,
  keys: names.map((name) => keys[name].line),
});
const oldDigest = `sha256:${'0'.repeat(64)}`;
const files = {
  'policies/trust/root.yaml': `sha256:${'1'.repeat(64)}`,
  'policies/main.rego': `sha256:${'2'.repeat(64)}`,
};
const digest = statementDigest(governanceStatement({ project: 'acme', target: 'main', files }));

function roots(people: Record<string, object>, after: Record<string, object>, threshold = 1, change = {}) {
  const governance = { role: 'governance', threshold };
  const old = trustRoot(people, { governance, version: 4 });
  const next = trustRoot(after, { governance, version: 5, previous: oldDigest, ...change });
  return { old, next };
}

function approve(key: QuickKey, change: Partial<Signoff> = {}, parent = start): SignoffCandidate {
  const signoff = { release: 'governance/5', role: 'governance', digest, root: 4 };
  return candidate({ ...signoff, ...change }, key, parent);
}

function judge(
  pair: { old: TrustRootIndex; next: TrustRootIndex },
  candidates: readonly SignoffCandidate[],
  change: Partial<GovernanceChange> = {},
) {
  const common = { oldDigest, files, target: 'main', commits: [], today: '2026-11-23' };
  return judgeGovernance({ ...common, ...pair, candidates, isAncestor: ancestryOf(candidates), ...change });
}

const codes = async (...args: Parameters<typeof judge>) => {
  const { ok, problems } = await judge(...args);
  expect(ok).toBe(problems.length === 0);
  for (const { code } of problems) expect(governanceProblems).toHaveProperty([code]);
  return problems.map(({ code }) => code);
};

const three = { ada: person('ada'), bea: person('bea'), cleo: person('cleo') };

describe('a change of policies', () => {
  test('with the quorum of both roots is legitimate', async () => {
    const one = approve(keys.ada);
    const two = approve(keys.bea, {}, one.id);
    const have = ['ada', 'bea'];
    expect(await judge(roots(three, three, 2), [two, one])).toEqual({
      version: 5,
      digest,
      ok: true,
      problems: [],
      quorum: [
        { root: 'old', role: 'governance', need: 2, have },
        { root: 'new', role: 'governance', need: 2, have },
      ],
      signoffs: [
        expect.objectContaining({ commit: two.id, principal: 'bea', counted: true }),
        expect.objectContaining({ commit: one.id, principal: 'ada', counted: true }),
      ],
    });
  });

  test('nobody approved, or too few: not', async () => {
    const pair = roots(three, three, 2);
    expect(await codes(pair, [])).toEqual(['old-quorum', 'new-quorum']);
    expect(await codes(pair, [approve(keys.ada)])).toEqual(['old-quorum', 'new-quorum']);
    const twice = approve(keys.ada);
    expect(await codes(pair, [approve(keys.ada, {}, twice.id), twice])).toEqual(['old-quorum', 'new-quorum']);
  });

  test('one person with two keys is one person', async () => {
    const pair = roots({ ...three, ada: person('ada', 'ada2') }, { ...three, ada: person('ada', 'ada2') }, 2);
    expect(await codes(pair, [approve(keys.ada), approve(keys.ada2)])).toEqual(['old-quorum', 'new-quorum']);
  });

  test.each<[string, Partial<Signoff>]>([
    ['of another version', { release: 'governance/6' }],
    ['of a release', { release: 'credit-scorer/1.1.0' }],
    ['of other files', { digest: `sha256:${'b'.repeat(64)}` }],
    ['in another role', { role: 'product' }],
    ['for another branch', { target: 'other' }],
    ['in another project', { project: 'other' }],
    ['that is a withdrawal', { decision: 'withdraw' }],
    ['that is over', { until: '2026-11-22' }],
  ])('a sign-off %s is worth nothing', async (_name, change) => {
    expect(await codes(roots(three, three), [approve(keys.ada, change)])).toEqual([
      'old-quorum',
      'new-quorum',
    ]);
  });

  test('who wrote it does not count, known by either root', async () => {
    const commits = [rawCommit({ author: 'X <ada@example.org>', committer: 'Y <y@elsewhere.org>' })];
    expect(await codes(roots(three, three), [approve(keys.ada)], { commits })).toEqual([
      'old-quorum',
      'new-quorum',
    ]);
    const renamed = { ...three, ada: { ...person('ada'), emails: ['new@example.org'] } };
    expect(await codes(roots(three, renamed), [approve(keys.ada)], { commits })).toEqual([
      'old-quorum',
      'new-quorum',
    ]);
    expect(await codes(roots(three, renamed), [approve(keys.bea)], { commits })).toEqual([]);
    const byNewAddress = [rawCommit({ author: 'X <new@example.org>' })];
    expect(await codes(roots(three, renamed), [approve(keys.ada)], { commits: byNewAddress })).toEqual([
      'old-quorum',
      'new-quorum',
    ]);
  });

  test('a lent governing role does not govern', async () => {
    const lent = { from: 'ada', to: 'bea', role: 'governance', path: 'releases/x', until: '2027-01-01' };
    const people = { ada: person('ada'), bea: { ...person('bea'), roles: [] } };
    const pair = roots(people, people, 1, { delegations: [lent] });
    expect(await codes({ old: pair.next, next: pair.next }, [approve(keys.bea)])).toEqual(
      expect.arrayContaining(['old-quorum', 'new-quorum']),
    );
  });
});

describe('a change of those who govern', () => {
  test('the only governor changes her key: she signs with both', async () => {
    const pair = roots({ ada: person('ada') }, { ada: person('ada2') });
    const withOld = approve(keys.ada);
    const withNew = approve(keys.ada2, {}, withOld.id);
    const { ok, signoffs } = await judge(pair, [withNew, withOld]);
    expect(ok).toBe(true);
    expect(signoffs.map(({ principal, counted }) => ({ principal, counted }))).toEqual([
      { principal: 'ada', counted: true },
      { principal: 'ada', counted: true },
    ]);
    expect(await codes(pair, [withOld])).toEqual(['new-quorum']);
    expect(await codes(pair, [approve(keys.ada2)])).toEqual(['old-quorum']);
  });

  test('the same with the old key marked as compromised', async () => {
    const key = parsePublicKey(keys.ada.line).fingerprint;
    const compromised = [{ key, since: null, reason: 'stolen' }];
    const pair = roots({ ada: person('ada') }, { ada: person('ada2') }, 1, { compromised });
    expect(await codes(pair, [approve(keys.ada), approve(keys.ada2)])).toEqual([]);
  });

  test('nobody makes themselves governor', async () => {
    const pair = roots({ ada: person('ada') }, { mallory: person('mallory') });
    expect(await codes(pair, [approve(keys.mallory)])).toEqual(['old-quorum']);
  });

  test('the old can not hand over to who does not sign', async () => {
    const pair = roots({ ada: person('ada') }, { bea: person('bea') });
    expect(await codes(pair, [approve(keys.ada)])).toEqual(['new-quorum']);
    expect(await codes(pair, [approve(keys.ada), approve(keys.bea)])).toEqual([]);
  });

  test('an OpenPGP key that can not be used stops it', async () => {
    const openpgp = { openpgp: '-----BEGIN PGP PUBLIC KEY BLOCK-----\nx', fingerprint: 'A'.repeat(40) };
    const after = { ...three, bea: { ...governors, keys: [openpgp] } };
    expect(await codes(roots(three, after), [approve(keys.ada)])).toEqual(['openpgp-key']);
  });
});

describe('the new root follows the old one', () => {
  const signed = [approve(keys.ada)];
  const [k1, k2] = ['A'.repeat(40), 'B'.repeat(40)];
  const [c1, c2] = ['1'.repeat(40), '2'.repeat(40)];
  const bad = (key: string, since: string | null) => ({ key, since, reason: 'stolen' });
  const base = trustRoot(three, {
    governance: { role: 'governance', threshold: 1 },
    version: 4,
    compromised: [bad(k1, c1)],
  });
  const after = (change: object) =>
    readTrustRoot({ ...base.root, version: 5, previous: oldDigest, ...change });

  test.each<[string, object, string[]]>([
    ['as it should', {}, []],
    ['with the same version', { version: 4 }, ['version-not-next', 'old-quorum', 'new-quorum']],
    ['with an older version', { version: 3 }, ['version-not-next', 'old-quorum', 'new-quorum']],
    ['with a version left out', { version: 6 }, ['version-not-next', 'old-quorum', 'new-quorum']],
    ['with another one before it', { previous: `sha256:${'9'.repeat(64)}` }, ['previous-differs']],
    ['with none before it', { previous: null }, ['previous-differs']],
    ['in another project', { project: 'other' }, ['project-changed']],
    ['forgetting a compromised key', { compromised: [] }, ['compromised-forgotten']],
    ['forgetting all of them', { compromised: undefined }, ['compromised-forgotten']],
    ['with another compromised key instead', { compromised: [bad(k2, c1)] }, ['compromised-forgotten']],
    ['with one more', { compromised: [bad(k1, c1), bad(k2, c2)] }, []],
    ['compromised since ever', { compromised: [bad(k1, null)] }, []],
    ['compromised since another commit', { compromised: [bad(k1, c2)] }, ['compromised-moved']],
  ])('%s', async (_name, change, expected) => {
    expect(await codes({ old: base, next: after(change) }, signed)).toEqual(expected);
  });

  test('and is among the files', async () => {
    const { 'policies/trust/root.yaml': _root, ...others } = files;
    await expect(judge(roots(three, three), signed, { files: others })).rejects.toMatchObject({
      code: 'input.missing',
    });
  });

  test('any other file changes what was signed', async () => {
    const more = { ...files, 'plugins/x.ts': `sha256:${'3'.repeat(64)}` };
    expect(await codes(roots(three, three), signed, { files: more })).toEqual(['old-quorum', 'new-quorum']);
  });
});
