import { describe, expect, test } from 'vitest';
import {
  type GovernanceChange,
  governanceStatement,
  judgeGovernance,
  parsePublicKey,
  type Signoff,
  type SignoffCandidate,
  statementDigest,
  type TrustRootIndex,
  verifySignoff,
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
  const common = { files, target: 'main', commits: [], today: '2026-11-23' };
  return judgeGovernance({ ...common, ...pair, candidates, isAncestor: ancestryOf(candidates), ...change });
}

/** Who counts by the old root and by the new one: all of one threshold, so that one is missing where it has nobody. */
const codes = async (...args: Parameters<typeof judge>) => {
  const judged = await judge(...args);
  return (['old', 'new'] as const)
    .filter((root) => {
      const people = judged[root].filter(({ counted, decision }) => counted && decision === 'approve');
      const { threshold } = (root === 'old' ? args[0].old : args[0].next).root.governance;
      return new Set(people.map(({ principal }) => principal)).size < threshold;
    })
    .map((root) => `${root}-quorum`);
};

const three = { ada: person('ada'), bea: person('bea'), cleo: person('cleo') };

describe('a change of policies', () => {
  test('with the quorum of both roots is legitimate', async () => {
    const one = approve(keys.ada);
    const two = approve(keys.bea, {}, one.id);
    const counted = [
      expect.objectContaining({ commit: two.id, principal: 'bea', counted: true }),
      expect.objectContaining({ commit: one.id, principal: 'ada', counted: true }),
    ];
    expect(await judge(roots(three, three, 2), [two, one])).toEqual({ digest, old: counted, new: counted });
  });

  test('nobody approved, or too few: not', async () => {
    const pair = roots(three, three, 2);
    expect(await codes(pair, [])).toEqual(['old-quorum', 'new-quorum']);
    expect(await codes(pair, [approve(keys.ada)])).toEqual(['old-quorum', 'new-quorum']);
    const twice = approve(keys.ada);
    expect(await codes(pair, [approve(keys.ada, {}, twice.id), twice])).toEqual(['old-quorum', 'new-quorum']);
  });

  test('a withdrawal that the change has not got counts as well', async () => {
    const pair = roots(three, three);
    const yes = approve(keys.ada);
    const withdrawal = async (said: Partial<Signoff> = {}) =>
      verifySignoff(approve(keys.ada, { decision: 'withdraw', ...said }), pair.old);
    const other = { digest: `sha256:${'b'.repeat(64)}` };
    const both = ['old-quorum', 'new-quorum'];
    expect(await codes(pair, [yes], { withdrawals: [await withdrawal()] })).toEqual(both);
    expect(await codes(pair, [yes], { withdrawals: [await withdrawal(other)] })).toEqual(both);
    expect(await codes(pair, [yes], { elsewhere: [await withdrawal()] })).toEqual(both);
    // Of another content it says nothing, as long as it is not part of main.
    expect(await codes(pair, [yes], { elsewhere: [await withdrawal(other)] })).toEqual([]);
    expect(
      await codes(pair, [yes], { withdrawals: [await withdrawal({ release: 'governance/6' })] }),
    ).toEqual([]);
    // What comes after it takes it back.
    const no = await withdrawal();
    const isAncestor = (one: string, another: string) => one === no.id && another === yes.id;
    expect(await codes(pair, [yes], { withdrawals: [no], isAncestor })).toEqual([]);
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

  test('who is named as its author, by either root, counts once they deny it; who signed it never', async () => {
    const denies = { denies: 'authorship' } as const;
    const commits = [rawCommit({ author: 'X <ada@example.org>', key: keys.mallory })];
    const renamed = { ...three, ada: { ...person('ada'), emails: ['new@example.org'] } };
    for (const next of [three, renamed]) {
      const pair = roots(three, next);
      expect(await codes(pair, [approve(keys.ada)], { commits })).toEqual(['old-quorum', 'new-quorum']);
      expect(await codes(pair, [approve(keys.ada, denies)], { commits })).toEqual([]);
    }
    const signed = [rawCommit({ author: 'X <x@elsewhere.org>', key: keys.ada })];
    expect(await codes(roots(three, three), [approve(keys.ada, denies)], { commits: signed })).toEqual([
      'old-quorum',
      'new-quorum',
    ]);
    // Known by the new key alone, and named by the old root: still proven.
    const rekeyed = { ...three, ada: person('ada2') };
    const byNewKey = [rawCommit({ author: 'X <ada@example.org>', key: keys.ada2 })];
    expect(
      await codes(roots(three, rekeyed), [approve(keys.ada, denies), approve(keys.ada2, denies)], {
        commits: byNewKey,
      }),
    ).toEqual(['old-quorum', 'new-quorum']);
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
    const judged = await judge(pair, [withNew, withOld]);
    const counted = (root: 'old' | 'new') => judged[root].map((one) => one.counted);
    expect([counted('old'), counted('new')]).toEqual([
      [false, true],
      [true, false],
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
});

describe('what is signed', () => {
  const signed = [approve(keys.ada)];

  test('has the trust root among its files', async () => {
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
