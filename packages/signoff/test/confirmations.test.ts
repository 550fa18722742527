import { describe, expect, test } from 'vitest';
import {
  type Confirmation,
  countConfirmations,
  formatSignoffMessage,
  judgeSignoffs,
  parseSignoffMessage,
  type Signoff,
  type SignoffCandidate,
  verifySignoff,
} from '../src/index.ts';
import { makeQuickKey, type QuickKey } from './key-ring.ts';
import { ancestryOf, approval, candidate, trustRoot } from './scenario.ts';

const keys = { radia: makeQuickKey(), margaret: makeQuickKey(), ada: makeQuickKey(), bot: makeQuickKey() };
const root = trustRoot(
  {
    radia: { roles: ['security', 'sre'], keys: [keys.radia.line] },
    margaret: { roles: ['sre'], keys: [keys.margaret.line] },
    ada: { roles: ['security'], keys: [keys.ada.line] },
    bot: { kind: 'bot', roles: ['security'], keys: [keys.bot.line] },
  },
  { governance: { role: 'sre', threshold: 1 } },
);
const now = `sha256:${'c'.repeat(64)}`;
const secrets: Confirmation = { item: 'security/secrets', version: 1, parts: [], digest: now };
const alerts: Confirmation = {
  item: 'statements/alerts',
  version: 2,
  parts: ['documents', 'monitoring'],
  digest: now,
};
const confirm = (change: Partial<Signoff> = {}): Partial<Signoff> => ({
  role: 'security',
  decision: 'confirm',
  confirms: [secrets, alerts],
  ...change,
});

/** What the candidates confirm: `<item> <principal> <reason>`. */
async function count(candidates: SignoffCandidate[], change: object = {}): Promise<string[]> {
  const verified = await Promise.all(candidates.map((one) => verifySignoff(one, root)));
  const told = countConfirmations(verified, {
    ...approval.scope,
    ...{ root, isAncestor: ancestryOf(candidates), digestOf: () => now },
    ...change,
  });
  return told.map(({ item, principal, reason }) => `${item} ${principal} ${reason}`);
}

const made = (change: Partial<Signoff> = {}, key: QuickKey = keys.radia, onto?: SignoffCandidate) =>
  candidate(confirm(change), key, onto?.id);

describe('a confirmation', () => {
  test('is written and read back, by itself and along with an approval', () => {
    for (const decision of ['confirm', 'approve'] as const) {
      const signoff = { ...approval.signoff, ...confirm({ decision }) } as Signoff;
      const message = formatSignoffMessage(signoff);
      expect(message).toContain(`Gatehouse-Confirms: security/secrets@1 ${now}\n`);
      expect(message).toContain(`Gatehouse-Confirms: statements/alerts@2 documents,monitoring ${now}\n`);
      expect(parseSignoffMessage(message)).toEqual(signoff);
    }
  });

  test.each<[string, Partial<Signoff>]>([
    ['one that confirms nothing', { confirms: [] }],
    ['one that confirms by a list that is absent', { confirms: undefined as unknown as Confirmation[] }],
    ['a withdrawal that confirms', { decision: 'withdraw' }],
    ['a ratification that confirms', { decision: 'ratify' }],
    ['broken glass that confirms', { decision: 'break-glass', until: '2026-12-01', reason: 'x' }],
    ['a confirmation of governance', { release: 'governance/2' }],
    ['an approval of governance that confirms', { decision: 'approve', release: 'governance/2' }],
    ['a confirmation with an end', { until: '2026-12-01' }],
    ['an item twice', { confirms: [secrets, secrets] }],
    ['items out of order', { confirms: [alerts, secrets] }],
    ['parts out of order', { confirms: [{ ...alerts, parts: ['monitoring', 'documents'] }] }],
    ['a part twice', { confirms: [{ ...alerts, parts: ['documents', 'documents'] }] }],
    ['an item without a module', { confirms: [{ ...secrets, item: 'secrets' }] }],
    ['an item of two lines', { confirms: [{ ...secrets, item: 'security/a\nGatehouse-Role: sre' }] }],
    ['version 0', { confirms: [{ ...secrets, version: 0 }] }],
    ['another digest', { confirms: [{ ...secrets, digest: 'sha1:00' }] }],
  ])('%s is not written', (_name, change) => {
    const signoff = { ...approval.signoff, ...confirm(change) } as Signoff;
    expect(() => formatSignoffMessage(signoff)).toThrow(expect.objectContaining({ code: 'usage.value' }));
  });

  test('counts for each item, whatever else of the release has changed', async () => {
    const edited = { digest: `sha256:${'b'.repeat(64)}` };
    const both = ['security/secrets radia counted', 'statements/alerts radia counted'];
    expect(await count([made()], edited)).toEqual(both);
    // The approval itself is void then; what it confirmed is not.
    expect(await count([made({ decision: 'approve' })], edited)).toEqual(both);
  });

  test('does not take the place of an earlier one', async () => {
    const first = made({ confirms: [secrets] });
    const second = made({ confirms: [alerts] }, keys.radia, first);
    expect(await count([second, first])).toEqual([
      'security/secrets radia counted',
      'statements/alerts radia counted',
    ]);
    const signoffs = await judgeSignoffs({
      ...approval.scope,
      ...{ root, candidates: [second, first], isAncestor: ancestryOf([first, second]) },
    });
    expect(signoffs.map(({ decision, reason }) => [decision, reason])).toEqual([
      ['confirm', 'counted'],
      ['confirm', 'counted'],
    ]);
  });

  test.each<[string, SignoffCandidate, string]>([
    ['of another project', made({ project: 'other' }), 'other-project'],
    ['for another target', made({ target: 'next' }), 'other-target'],
    ['of another version', made({ release: 'credit-scorer/1.0.0' }), 'other-release'],
    ['in a role that is not held', made({ role: 'product' }), 'role-not-held'],
    ['by a bot', made({}, keys.bot), 'bot'],
    ['of a newer trust root', made({ root: 9 }), 'newer-trust-root'],
    ['by a stranger', made({}, makeQuickKey()), 'unknown-key'],
    [
      'of what it rested on before',
      made({ confirms: [{ ...secrets, digest: `sha256:${'d'.repeat(64)}` }] }),
      'stale',
    ],
  ])('%s is worth nothing', async (_name, one, reason) => {
    const told = await count([one]);
    expect(told.length).toBeGreaterThan(0);
    for (const line of told) expect(line).toMatch(new RegExp(` ${reason}$`));
  });

  test('by an author is worth nothing, and by somebody named as one only if they deny it', async () => {
    expect(await count([made({}, keys.ada)], { authors: ['ada'] })).toEqual([
      'security/secrets ada author',
      'statements/alerts ada author',
    ]);
    const named = { named: ['radia'] };
    expect((await count([made()], named))[0]).toBe('security/secrets radia named-author');
    expect((await count([made({ denies: 'authorship' })], named))[0]).toBe('security/secrets radia counted');
  });

  test('is taken back by a withdrawal that does not know of it or comes later, in the same role', async () => {
    const yes = made({ confirms: [secrets] });
    const no = candidate({ role: 'security', decision: 'withdraw' }, keys.radia, yes.id);
    const other = candidate({ role: 'sre', decision: 'withdraw' }, keys.margaret, yes.id);
    const again = made({ confirms: [secrets] }, keys.radia, no);
    const lines = await count([again, no, yes]);
    expect(lines.sort()).toEqual(['security/secrets radia counted', 'security/secrets radia withdrawn']);
    expect(await count([no, yes])).toEqual(['security/secrets radia withdrawn']);
    expect(await count([other, yes])).toEqual(['security/secrets radia counted']);
  });
});
