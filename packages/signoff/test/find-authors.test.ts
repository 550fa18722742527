import { expect, test } from 'vitest';
import { findAuthors, parseCommit, readTrustRoot } from '../src/index.ts';
import { makeQuickKey } from './key-ring.ts';
import { rawCommit } from './raw-commit.ts';

const people = ['ada', 'bea', 'cleo', 'dora'] as const;
const keys = Object.fromEntries(people.map((name) => [name, makeQuickKey()]));
const root = readTrustRoot({
  schema: 'gatehouse/trust-root@1',
  project: 'acme',
  version: 1,
  previous: null,
  governance: { role: 'governance', threshold: 1 },
  principals: Object.fromEntries(
    people.map((name) => [
      name,
      { kind: 'person', roles: ['governance'], keys: [keys[name]?.line], emails: [`${name}@example.org`] },
    ]),
  ),
});
const stranger = 'Stranger <stranger@elsewhere.org>';
const authors = (...commits: Uint8Array[]) => findAuthors({ commits, root });

test.each([
  ['the author', rawCommit({ author: 'A <ada@example.org>', committer: stranger }), ['ada']],
  ['the committer', rawCommit({ author: stranger, committer: 'A <ada@example.org>' }), ['ada']],
  [
    'a co-author',
    rawCommit({ author: stranger, message: 'x\n\nCo-authored-by: B <BEA@example.org>\n' }),
    ['bea'],
  ],
  [
    'a co-author in other letters',
    rawCommit({ author: stranger, message: 'x\n\n co-Authored-By : <bea@example.org>' }),
    ['bea'],
  ],
  ['the signer', rawCommit({ author: stranger, key: keys.cleo as never }), ['cleo']],
  [
    'author and signer',
    rawCommit({ author: 'A <ada@example.org>', key: keys.cleo as never }),
    ['ada', 'cleo'],
  ],
  ['nobody we know', rawCommit({ author: stranger, key: makeQuickKey() }), []],
  [
    'a reviewer, who wrote nothing',
    rawCommit({ author: stranger, message: 'x\n\nReviewed-by: B <bea@example.org>\n' }),
    [],
  ],
])('%s', async (_name, commit, expected) => {
  expect(await authors(commit)).toEqual(expected);
});

test('an odd commit does not hide who wrote it', async () => {
  const co = 'x\n\nCo-authored-by: B\u2028\n <bea@example.org>\n';
  const odd = [
    rawCommit({
      author: 'A <ada@example.org>',
      extra: 'encoding ISO-8859-1\n',
      key: keys.cleo as never,
      message: co,
    }),
    rawCommit({
      author: 'A <ada@example.org>',
      extra: 'change-id x\n',
      key: keys.cleo as never,
      message: co,
    }),
    rawCommit({ author: 'A\u2028 <ada@example.org>', key: keys.cleo as never, message: `\0${co}` }),
    rawCommit({ author: 'A <x@y> <ada@example.org>', key: keys.cleo as never, message: co }),
    Buffer.concat([
      rawCommit({ author: 'A <ada@example.org>', key: keys.cleo as never, message: co }),
      Buffer.of(0xff),
    ]),
    rawCommit({ author: 'A <ada@example.org>', key: keys.cleo as never, message: co + 'x'.repeat(1 << 20) }),
  ];
  for (const commit of odd) {
    expect(parseCommit(commit)).toHaveProperty('refused');
    expect(await authors(commit)).toEqual(['ada', 'bea', 'cleo']);
  }
});

test('authors of several commits, each once and sorted', async () => {
  const commits = ['dora', 'ada', 'dora'].map((name) => rawCommit({ author: `X <${name}@example.org>` }));
  expect(await authors(...commits)).toEqual(['ada', 'dora']);
  expect(await authors()).toEqual([]);
});

test.each(['\n', ' ', '<', '< ', '\u2028', '\nco-authored-by'])(
  'a mebibyte of %j takes no time',
  async (text) => {
    const much = text.repeat(2 ** 20 / text.length);
    const before = performance.now();
    expect(await authors(rawCommit({ author: stranger, message: `Co-authored-by: <${much}` }))).toEqual([]);
    expect(
      await authors(rawCommit({ author: `${much.replaceAll('\n', '')} <ada@example.org>`, message: much })),
    ).toContain('ada');
    expect(performance.now() - before).toBeLessThan(2000);
  },
);
