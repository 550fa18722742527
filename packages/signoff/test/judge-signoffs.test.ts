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
import { commitId, emptyTree, rawCommit } from './raw-commit.ts';

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
const start = commitId(rawCommit({}));

/** A candidate on top of `parent`, together with what it descends from. */
function candidate(
  change: Partial<Signoff> = {},
  key: QuickKey = keys.ada,
  parent = start,
): SignoffCandidate {
  const message = formatSignoffMessage({ ...approval, ...change });
  return from(rawCommit({ parents: [parent], message, key }));
}

function from(bytes: Buffer, parentTree: string | null = emptyTree): SignoffCandidate {
  return { id: commitId(bytes), bytes, parentTree };
}

/** The parents stand in the bytes: ancestry is read from there, as from a real repository. */
function judge(
  candidates: readonly SignoffCandidate[],
  scope: Partial<Parameters<typeof judgeSignoffs>[0]> = {},
) {
  const parents = new Map(
    candidates.map(({ id, bytes }) => [
      id,
      [
        ...Buffer.from(bytes)
          .toString('latin1')
          .matchAll(/^parent (\w+)$/gm),
      ].map((m) => m[1] as string),
    ]),
  );
  const isAncestor = (ancestor: string, descendant: string): boolean =>
    ancestor === descendant || (parents.get(descendant) ?? []).some((parent) => isAncestor(ancestor, parent));
  const { project, target, release } = approval;
  return judgeSignoffs({
    candidates,
    root,
    project,
    target,
    release,
    digest,
    authors: [],
    isAncestor,
    ...scope,
  });
}

const reasons = (...args: Parameters<typeof judge>) => judge(...args).map(({ reason }) => reason);

describe('each candidate has one reason', () => {
  test('an approval that counts', () => {
    const one = candidate();
    expect(judge([one])).toEqual([
      {
        commit: one.id,
        principal: 'ada',
        role: 'product',
        decision: 'approve',
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
      'break-glass',
      from(signed({ message: message.replace('approve', 'break-glass') })),
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
      'unsupported-signature:openpgp',
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
  ])('%s', (_name, one, reason, principal) => {
    const [judged, ...more] = judge([one]);
    expect(more).toEqual([]);
    expect({ ...judged, role: null, decision: null }).toEqual({
      ...{ commit: one.id, principal, role: null, decision: null },
      ...{ counted: reason === 'counted', reason },
    });
    expect(Object.keys(signoffReasons)).toContain(reason.split(':')[0]);
  });

  test('the author of the release', () => {
    expect(reasons([candidate(), candidate({}, keys.zoe)], { authors: ['ada'] })).toEqual([
      'author',
      'counted',
    ]);
  });

  test('the first check that fails gives the reason', () => {
    const change = {
      project: 'other',
      target: 'other',
      release: 'x/1',
      role: 'none',
      root: 9,
      digest: `sha256:${'b'.repeat(64)}`,
    };
    expect(reasons([candidate(change, makeQuickKey())])).toEqual(['unknown-key']);
    expect(reasons([candidate(change)], { authors: ['ada'] })).toEqual(['other-project']);
    expect(reasons([candidate({ root: 9, role: 'none', digest: change.digest })])).toEqual([
      'newer-trust-root',
    ]);
  });

  test('no candidates: no sign-offs', () => {
    expect(judge([])).toEqual([]);
  });
});

describe('several sign-offs', () => {
  test('people count once for a role, whatever key they use; the newest counts', () => {
    const first = candidate();
    const second = candidate({ reason: 'again' }, keys.ada2, first.id);
    const zoe = candidate({}, keys.zoe, second.id);
    expect(reasons([zoe, second, first])).toEqual(['counted', 'counted', 'superseded']);
  });

  test('the same commit twice counts once', () => {
    expect(reasons([candidate(), candidate()])).toEqual(['counted', 'superseded']);
  });

  test('another role is another sign-off (the quorum gives each person one role)', () => {
    const first = candidate();
    expect(reasons([candidate({ role: 'security' }, keys.ada, first.id), first])).toEqual([
      'counted',
      'counted',
    ]);
  });
});

describe('withdrawal', () => {
  const withdraw = { decision: 'withdraw' as const };

  test('voids what was approved before it', () => {
    const yes = candidate();
    expect(reasons([candidate(withdraw, keys.ada, yes.id), yes])).toEqual(['withdrawal', 'withdrawn']);
  });

  test('is taken back by an approval that descends from it', () => {
    const first = candidate();
    const no = candidate(withdraw, keys.ada, first.id);
    const again = candidate({}, keys.ada, no.id);
    expect(reasons([again, no, first])).toEqual(['counted', 'withdrawal', 'withdrawn']);
  });

  test('wins over an approval on another branch, in whatever order the two are met', () => {
    const base = candidate({}, keys.zoe);
    const no = candidate(withdraw, keys.ada, base.id);
    const yes = candidate({ reason: 'does not know of it' }, keys.ada, base.id);
    expect(reasons([yes, no, base])).toEqual(['withdrawn', 'withdrawal', 'counted']);
    expect(reasons([no, yes, base])).toEqual(['withdrawal', 'withdrawn', 'counted']);
  });

  test('with another key of the same person, for another digest or trust root, holds', () => {
    const yes = candidate();
    const change = { ...withdraw, digest: `sha256:${'b'.repeat(64)}`, root: 7 };
    expect(reasons([candidate(change, keys.ada2, yes.id), yes])).toEqual(['withdrawal', 'withdrawn']);
  });

  test('every withdrawal must be taken back, not only the last', () => {
    const base = candidate({}, keys.zoe);
    const one = candidate(withdraw, keys.ada, base.id);
    const other = candidate({ ...withdraw, reason: 'other' }, keys.ada, base.id);
    const again = candidate({}, keys.ada, one.id);
    expect(reasons([again, one, other, base])).toEqual(['withdrawn', 'withdrawal', 'withdrawal', 'counted']);
  });

  test.each<[string, Partial<Signoff>, QuickKey]>([
    ['of somebody else', withdraw, keys.zoe],
    ['of a stranger', withdraw, makeQuickKey()],
    ['for another role', { ...withdraw, role: 'security' }, keys.ada],
    ['of another release', { ...withdraw, release: 'credit-scorer/1.0.0' }, keys.ada],
    ['in another project', { ...withdraw, project: 'other' }, keys.ada],
  ])('%s leaves an approval standing', (_name, change, key) => {
    const yes = candidate();
    expect(judge([candidate(change, key, yes.id), yes])[1]?.reason).toBe('counted');
  });
});
