import { describe, expect, test } from 'vitest';
import {
  formatSignoffMessage,
  judgeSignoffs,
  readTrustRoot,
  type Signoff,
  type SignoffCandidate,
  signoffReasons,
  undeniedAuthors,
  verifySignoff,
} from '../src/index.ts';
import { makeQuickKey, type QuickKey, quickSign } from './key-ring.ts';
import { rawCommit } from './raw-commit.ts';
import { ancestryOf, candidate as candidateOf, candidateFrom as from, start } from './scenario.ts';

const keys = { ada: makeQuickKey(), ada2: makeQuickKey(), zoe: makeQuickKey(), bot: makeQuickKey() };
const root = readTrustRoot({
  schema: 'gatehouse/trust-root@1',
  project: 'acme',
  version: 2,
  previous: `sha256:${'1'.repeat(64)}`,
  governance: { role: 'product', threshold: 2 },
  principals: {
    ada: { kind: 'person', roles: ['product', 'security'], keys: [keys.ada.line, keys.ada2.line] },
    zoe: { kind: 'person', roles: ['product'], keys: [keys.zoe.line] },
    measurer: { kind: 'bot', roles: ['product'], keys: [keys.bot.line] },
  },
});
const digest = `sha256:${'a'.repeat(64)}`;
const approval: Signoff = {
  release: 'credit-scorer/1.1.0',
  role: 'product',
  decision: 'approve',
  project: 'acme',
  target: 'main',
  digest,
  root: 2,
};
/** A sign-off of Ada's, unless something else is said. */
function candidate(
  change: Partial<Signoff> = {},
  key: QuickKey = keys.ada,
  parent = start,
): SignoffCandidate {
  return candidateOf({ ...approval, ...change }, key, parent);
}

function judge(
  candidates: readonly SignoffCandidate[],
  scope: Partial<Parameters<typeof judgeSignoffs>[0]> = {},
) {
  const { project, target, release } = approval;
  return judgeSignoffs({
    candidates,
    root,
    project,
    target,
    release,
    digest,
    folder: `releases/${release}`,
    authors: [],
    named: [],
    today: '2026-11-23',
    isAncestor: ancestryOf(candidates),
    ...scope,
  });
}

const reasons = async (...args: Parameters<typeof judge>) =>
  (await judge(...args)).map(({ reason }) => reason);

test('a candidate is verified once, and again for another id, parent tree or trust root', async () => {
  const one = candidate();
  const verified = verifySignoff(one, root);
  expect(verifySignoff({ ...one }, root)).toBe(verified);
  expect(await verified).toMatchObject({ id: one.id, principal: 'ada', refusal: null });
  const elsewhere = await verifySignoff({ ...one, parentTree: 'f'.repeat(40) }, root);
  expect(elsewhere).toMatchObject({ principal: null, refusal: 'not-empty' });
  const { ada, ...others } = root.root.principals;
  const without = readTrustRoot({
    ...root.root,
    principals: { ...others, ada: { ...ada, keys: [keys.ada2.line] } },
  });
  expect(await verifySignoff(one, without)).toMatchObject({ principal: null, refusal: 'unknown-key' });
  expect((await verifySignoff({ ...one, id: 'e'.repeat(40) }, root)).id).toBe('e'.repeat(40));
});

describe('each candidate has one reason', () => {
  test('an approval that counts', async () => {
    const one = candidate();
    expect(await judge([one])).toEqual([
      {
        commit: one.id,
        principal: 'ada',
        role: 'product',
        decision: 'approve',
        until: null,
        on_behalf_of: null,
        counted: true,
        reason: 'counted',
      },
    ]);
  });

  const message = formatSignoffMessage(approval);
  const signed = (parts: Parameters<typeof rawCommit>[0]) =>
    rawCommit({ parents: [start], message, key: keys.ada, ...parts });
  const overOther = quickSign(keys.ada, Buffer.from('something else'));

  test.each<[string, SignoffCandidate, string, string | null]>([
    ['no commit', from(Buffer.from('x')), 'malformed-commit:no-message', null],
    ['an unknown header', from(signed({ extra: 'x y\n' })), 'malformed-commit:unknown-header', null],
    ['no trailers', from(signed({ message: 'Approve it all\n' })), 'malformed-message:no-trailers', null],
    [
      'trailers out of place',
      from(signed({ message: `${message}more\n` })),
      'malformed-message:trailer-order',
      null,
    ],
    [
      'an unknown decision',
      from(signed({ message: message.replace('approve', 'bless') })),
      'malformed-message:unknown-decision',
      null,
    ],
    ['no parent', from(signed({ parents: [] }), null), 'not-single-parent', null],
    ['a merge', from(signed({ parents: [start, start] }), null), 'not-single-parent', null],
    ['a change', from(signed({ tree: 'b'.repeat(40) })), 'not-empty', null],
    ['an unknown parent tree', from(signed({}), null), 'not-empty', null],
    ['no signature', from(rawCommit({ parents: [start], message })), 'unsigned', null],
    [
      'OpenPGP',
      from(signed({ signature: '-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP SIGNATURE-----' })),
      'bad-signature:armour',
      null,
    ],
    [
      'X.509',
      from(signed({ signature: '-----BEGIN SIGNED MESSAGE-----\nx\n-----END SIGNED MESSAGE-----' })),
      'unsupported-signature:x509',
      null,
    ],
    ['a signature of something else', from(signed({ signature: overOther })), 'bad-signature:mismatch', null],
    [
      'a signature for files',
      from(signed({ signature: quickSign(keys.ada, Buffer.from(''), 'file') })),
      'bad-signature:namespace',
      null,
    ],
    ['a stranger', candidate({}, makeQuickKey()), 'unknown-key', null],
    ['another project', candidate({ project: 'other' }), 'other-project', 'ada'],
    ['another target', candidate({ target: 'release' }), 'other-target', 'ada'],
    ['another release', candidate({ release: 'credit-scorer/1.0.0' }), 'other-release', 'ada'],
    ['a newer trust root', candidate({ root: 3 }), 'newer-trust-root', 'ada'],
    ['another digest', candidate({ digest: `sha256:${'b'.repeat(64)}` }), 'stale', 'ada'],
    ['a role of somebody else', candidate({ role: 'security' }, keys.zoe), 'role-not-held', 'zoe'],
    ['a role that Object has', candidate({ role: 'constructor' }), 'role-not-held', 'ada'],
    ['a bot', candidate({}, keys.bot), 'bot', 'measurer'],
    ['a withdrawal', candidate({ decision: 'withdraw' }), 'withdrawal', 'ada'],
    [
      'a withdrawal of an older digest',
      candidate({ decision: 'withdraw', digest: `sha256:${'b'.repeat(64)}` }),
      'withdrawal',
      'ada',
    ],
    ['an older trust root', candidate({ root: 1 }), 'counted', 'ada'],
    ['another key of the same person', candidate({}, keys.ada2), 'counted', 'ada'],
  ])('%s', async (_name, one, reason, principal) => {
    const [judged, ...more] = await judge([one]);
    expect(more).toEqual([]);
    expect({ ...judged, role: null, decision: null }).toEqual({
      ...{ commit: one.id, principal, role: null, decision: null, until: null },
      ...{ on_behalf_of: null },
      ...{ counted: reason === 'counted', reason },
    });
    expect(Object.keys(signoffReasons)).toContain(reason.split(':')[0]);
  });

  test('the author of the release', async () => {
    expect(await reasons([candidate(), candidate({}, keys.zoe)], { authors: ['ada'] })).toEqual([
      'author',
      'counted',
    ]);
  });

  test('who is only named as an author, until they deny it in the sign-off itself', async () => {
    const denies = { denies: 'authorship' } as const;
    const scope = { named: ['ada'] };
    expect(await reasons([candidate(), candidate({}, keys.zoe)], scope)).toEqual(['named-author', 'counted']);
    expect(await reasons([candidate(denies)], scope)).toEqual(['counted']);
    const glass = { decision: 'break-glass', until: '2026-12-01', reason: 'Outage' } as const;
    for (const change of [glass, { decision: 'ratify' } as const]) {
      expect(await reasons([candidate(change)], scope)).toEqual(['named-author']);
      expect(await reasons([candidate({ ...change, ...denies })], scope)).toEqual(['counted']);
    }
    // What one key says, another of the same person says too; what one sign-off says, another does not.
    const first = candidate(denies);
    const second = candidate({}, keys.ada2, first.id);
    expect(await reasons([second, first], scope)).toEqual(['named-author', 'counted']);
    expect(await reasons([candidate(denies, keys.ada2)], scope)).toEqual(['counted']);
  });

  test('who is proven to be an author denies in vain, and a denial that nobody asked for says nothing', async () => {
    const denial = candidate({ denies: 'authorship' });
    expect(await reasons([denial], { authors: ['ada'] })).toEqual(['author']);
    expect(await reasons([denial], { authors: ['ada'], named: ['ada'] })).toEqual(['author']);
    expect(await reasons([denial], { named: ['zoe'] })).toEqual(['counted']);
  });

  test('a withdrawal of who is named as an author holds', async () => {
    const yes = candidate({ denies: 'authorship' });
    const no = candidate({ decision: 'withdraw' }, keys.ada, yes.id);
    expect(await reasons([no, yes], { named: ['ada'] })).toEqual(['withdrawal', 'withdrawn']);
  });

  test('authors are those who are proven, and those who are named and have not denied it', async () => {
    const denials = [candidate({ denies: 'authorship' }), candidate({}, keys.zoe)];
    const who = { authors: ['cleo'], named: ['ada', 'bea', 'zoe'] };
    const verified = await Promise.all(denials.map((one) => verifySignoff(one, root)));
    expect(undeniedAuthors(who, verified, await judge(denials, who))).toEqual(['bea', 'cleo', 'zoe']);
    // A denial that does not count, e.g. of another digest, denies nothing.
    const stale = { ...who, digest: `sha256:${'b'.repeat(64)}` };
    expect(undeniedAuthors(who, verified, await judge(denials, stale))).toEqual([
      'ada',
      'bea',
      'cleo',
      'zoe',
    ]);
  });

  test('the first check that fails gives the reason', async () => {
    const change = {
      project: 'other',
      target: 'other',
      release: 'x/1',
      role: 'none',
      root: 9,
      digest: `sha256:${'b'.repeat(64)}`,
    };
    expect(await reasons([candidate(change, makeQuickKey())])).toEqual(['unknown-key']);
    expect(await reasons([candidate(change)], { authors: ['ada'] })).toEqual(['other-project']);
    expect(await reasons([candidate({ root: 9, role: 'none', digest: change.digest })])).toEqual([
      'newer-trust-root',
    ]);
  });

  test('no candidates: no sign-offs', async () => {
    expect(await judge([])).toEqual([]);
  });
});

describe('several sign-offs', () => {
  test('people count once for a role, whatever key they use; the newest counts', async () => {
    const first = candidate();
    const second = candidate({ reason: 'again' }, keys.ada2, first.id);
    const zoe = candidate({}, keys.zoe, second.id);
    expect(await reasons([zoe, second, first])).toEqual(['counted', 'counted', 'superseded']);
  });

  test('the same commit twice counts once', async () => {
    expect(await reasons([candidate(), candidate()])).toEqual(['counted', 'superseded']);
  });

  test('another role is another sign-off (the quorum gives each person one role)', async () => {
    const first = candidate();
    expect(await reasons([candidate({ role: 'security' }, keys.ada, first.id), first])).toEqual([
      'counted',
      'counted',
    ]);
  });
});

describe('withdrawal', () => {
  const withdraw = { decision: 'withdraw' as const };

  test('voids what was approved before it', async () => {
    const yes = candidate();
    expect(await reasons([candidate(withdraw, keys.ada, yes.id), yes])).toEqual(['withdrawal', 'withdrawn']);
  });

  test('is taken back by an approval that descends from it', async () => {
    const first = candidate();
    const no = candidate(withdraw, keys.ada, first.id);
    const again = candidate({}, keys.ada, no.id);
    expect(await reasons([again, no, first])).toEqual(['counted', 'withdrawal', 'withdrawn']);
  });

  test('wins over an approval on another branch, in whatever order the two are met', async () => {
    const base = candidate({}, keys.zoe);
    const no = candidate(withdraw, keys.ada, base.id);
    const yes = candidate({ reason: 'does not know of it' }, keys.ada, base.id);
    expect(await reasons([yes, no, base])).toEqual(['withdrawn', 'withdrawal', 'counted']);
    expect(await reasons([no, yes, base])).toEqual(['withdrawal', 'withdrawn', 'counted']);
  });

  test('with another key of the same person, for another digest or trust root, holds', async () => {
    const yes = candidate();
    const change = { ...withdraw, digest: `sha256:${'b'.repeat(64)}`, root: 7 };
    expect(await reasons([candidate(change, keys.ada2, yes.id), yes])).toEqual(['withdrawal', 'withdrawn']);
  });

  test('every withdrawal must be taken back, not only the last', async () => {
    const base = candidate({}, keys.zoe);
    const one = candidate(withdraw, keys.ada, base.id);
    const other = candidate({ ...withdraw, reason: 'other' }, keys.ada, base.id);
    const again = candidate({}, keys.ada, one.id);
    expect(await reasons([again, one, other, base])).toEqual([
      'withdrawn',
      'withdrawal',
      'withdrawal',
      'counted',
    ]);
  });

  test.each<[string, Partial<Signoff>, QuickKey]>([
    ['of somebody else', withdraw, keys.zoe],
    ['of a stranger', withdraw, makeQuickKey()],
    ['for another role', { ...withdraw, role: 'security' }, keys.ada],
    ['of another release', { ...withdraw, release: 'credit-scorer/1.0.0' }, keys.ada],
    ['in another project', { ...withdraw, project: 'other' }, keys.ada],
  ])('%s leaves an approval standing', async (_name, change, key) => {
    const yes = candidate();
    expect((await reasons([candidate(change, key, yes.id), yes]))[1]).toBe('counted');
  });
});
