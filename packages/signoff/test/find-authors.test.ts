import { expect, test } from 'vitest';
import { type Authors, findAuthors, parseCommit, readTrustRoot } from '../src/index.ts';
import { makeQuickKey, type QuickKey, quickSign } from './key-ring.ts';
import { rawCommit } from './raw-commit.ts';

const people = ['ada', 'bea', 'cleo', 'dora'] as const;
const keys = Object.fromEntries(people.map((name) => [name, makeQuickKey()]));
const key = (name: string) => keys[name] as QuickKey;
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
const find = (...commits: Uint8Array[]) => findAuthors({ commits, root });
const nobody = { authors: [], named: [] };

test.each<[string, Buffer, Partial<Authors>]>([
  ['the author', rawCommit({ author: 'A <ada@example.org>', committer: stranger }), { named: ['ada'] }],
  ['the committer', rawCommit({ author: stranger, committer: 'A <ada@example.org>' }), { named: ['ada'] }],
  [
    'a co-author',
    rawCommit({ author: stranger, message: 'x\n\nCo-authored-by: B <BEA@example.org>\n' }),
    { named: ['bea'] },
  ],
  [
    'a co-author in other letters',
    rawCommit({ author: stranger, message: 'x\n\n co-Authored-By : <bea@example.org>' }),
    { named: ['bea'] },
  ],
  ['the signer', rawCommit({ author: stranger, key: key('cleo') }), { authors: ['cleo'] }],
  [
    'author and signer',
    rawCommit({ author: 'A <ada@example.org>', key: key('cleo') }),
    { authors: ['cleo'], named: ['ada'] },
  ],
  [
    'who signed what she wrote',
    rawCommit({ author: 'A <ada@example.org>', key: key('ada') }),
    { authors: ['ada'] },
  ],
  ['a stranger who signs for ada', rawCommit({ key: makeQuickKey() }), { named: ['ada'] }],
  ['nobody we know', rawCommit({ author: stranger, key: makeQuickKey() }), {}],
  [
    'a reviewer, who wrote nothing',
    rawCommit({ author: stranger, message: 'x\n\nReviewed-by: B <bea@example.org>\n' }),
    {},
  ],
])('%s', async (_name, commit, expected) => {
  expect(await find(commit)).toEqual({ ...nobody, ...expected });
});

test('a signature that does not verify makes nobody an author who is only named', async () => {
  const borrowed = quickSign(key('cleo'), Buffer.from('something else'));
  const tag = quickSign(key('cleo'), rawCommit({ author: stranger }), 'file');
  for (const signature of [borrowed, tag]) {
    const forged = rawCommit({ author: stranger, signature });
    expect(await find(forged)).toEqual({ ...nobody, named: ['cleo'] });
  }
  const real = rawCommit({ author: stranger, key: key('cleo'), message: 'mine\n' });
  const altered = Buffer.from(real.toString('latin1').replace('mine\n', 'ours\n'), 'latin1');
  for (const bytes of [altered, Buffer.concat([real, Buffer.of(0xff)])]) {
    expect(await find(bytes)).toEqual({ ...nobody, named: ['cleo'] });
  }
  // git joins two signatures; which of the two would be believed depends on the program.
  const [, twice = ''] = /(gpgsig [\s\S]*?\n)\n/.exec(real.toString('latin1')) ?? [];
  const doubled = Buffer.from(real.toString('latin1').replace('gpgsig', `${twice}gpgsig`), 'latin1');
  expect(await find(doubled)).toEqual({ ...nobody, named: ['cleo'] });
});

test('a key that has lapsed still says who wrote something', async () => {
  const { principals, ...rest } = root.root;
  const lapsed = { ssh: key('cleo').line, until: '2020-01-01' };
  const old = readTrustRoot({
    ...rest,
    principals: { ...principals, cleo: { ...principals.cleo, keys: [lapsed] } },
  });
  const commits = [rawCommit({ author: stranger, key: key('cleo') })];
  expect(await findAuthors({ commits, root: old })).toEqual({ ...nobody, authors: ['cleo'] });
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
    rawCommit({ author: 'A <ada@example.org>', key: keys.cleo as never, message: co.replace('x', 'x\r') }),
    rawCommit({ author: 'A <ada@example.org>', key: keys.cleo as never, message: co + 'x'.repeat(1 << 20) }),
  ];
  for (const commit of odd) {
    expect(parseCommit(commit)).toHaveProperty('refused');
    expect(await find(commit)).toEqual({ authors: ['cleo'], named: ['ada', 'bea'] });
  }
});

test('authors of several commits, each once and sorted', async () => {
  const commits = ['dora', 'ada', 'dora'].map((name) => rawCommit({ author: `X <${name}@example.org>` }));
  expect(await find(...commits)).toEqual({ ...nobody, named: ['ada', 'dora'] });
  const signed = ['dora', 'bea', 'dora'].map((name) => rawCommit({ author: stranger, key: key(name) }));
  expect(await find(...commits, ...signed)).toEqual({ authors: ['bea', 'dora'], named: ['ada'] });
  expect(await find()).toEqual(nobody);
});

test.each(['\n', ' ', '<', '< ', '\u2028', '\nco-authored-by'])(
  'a mebibyte of %j takes no time',
  async (text) => {
    const much = text.repeat(2 ** 20 / text.length);
    const before = performance.now();
    expect(await find(rawCommit({ author: stranger, message: `Co-authored-by: <${much}` }))).toEqual(nobody);
    const author = `${much.replaceAll('\n', '')} <ada@example.org>`;
    expect((await find(rawCommit({ author, message: much }))).named).toContain('ada');
    expect(await find(rawCommit({ author: stranger, signature: `x${much}x` }))).toEqual(nobody);
    // Were it quadratic, it would take hours.
    expect(performance.now() - before).toBeLessThan(60_000);
  },
);
