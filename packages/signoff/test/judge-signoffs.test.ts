import { describe, expect, test } from 'vitest';
import {
  formatSignoffMessage,
  judgeSignoffs,
  readTrustRoot,
  type Signoff,
  type SignoffCandidate,
  signoffReasons,
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
    today: '2026-11-23',
    isAncestor: ancestryOf(candidates),
    ...scope,
  });
}

const reasons = async (...args: Parameters<typeof judge>) =>
  (await judge(...args)).map(({ reason }) => reason);

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
