import { targetOf } from '@gatehouse/judge';
import { expect, test } from 'vitest';
import { findLookalike as find } from '../src/find-lookalike.ts';

const findLookalike = (ref: string) => find(ref, targetOf('main'));

const id = 'f41bdfe75c0f6a2b7d1a4c8e9b3d2f1a0c5e6d7b';

test.each([
  // Names that git completes to these refs, or that it takes before the branch.
  ...['refs/main', 'refs/tags/main', 'refs/remotes/main', 'refs/remotes/main/HEAD', 'refs/heads/heads/main'],
  ...[
    'refs/tags/heads/main',
    'refs/tags/refs/heads/main',
    'refs/heads/refs/heads/main',
    'refs/refs/heads/main',
  ],
  ...['refs/tags/origin/main', 'refs/heads/origin/main', 'refs/remotes/origin/main', 'refs/origin/main'],
  ...[
    'refs/heads/remotes/origin/main',
    'refs/tags/refs/remotes/origin/main',
    'refs/tags/remotes/origin/main',
  ],
  ...['refs/tags/origin', 'refs/heads/origin', 'refs/tags/origin/HEAD', 'refs/remotes/origin/HEAD'],
  // A remote may have any name.
  ...[
    'refs/tags/upstream/main',
    'refs/remotes/upstream/main',
    'refs/tags/a/b/main',
    'refs/tags/upstream/MAIN',
  ],
  // Files of other machines.
  ...['refs/heads/Main', 'refs/heads/MAIN', 'refs/Heads/main', 'refs/tags/Origin/Main', 'refs/heads/main. '],
  // What cannot be seen, and what looks alike.
  ...[
    'ma\u200cin',
    'main\u200b',
    '\u2060main',
    'ma\u00adin',
    'ma\ufe0fin',
    'main\u3164',
    'main\u2800',
    'ma\u202ein',
  ],
  ...[
    'ma\u0131n',
    'm\u0430in',
    'm\u0430\u0456n',
    'ma\u00edn',
    'mai\u0301n',
    'ｍａｉｎ',
    '𝐦𝐚𝐢𝐧',
    'ᴍain',
    'mai\u0578',
    'm\u0332a\u0332i\u0332n\u0332',
  ],
  ...['m\u0430in\u200b', 'M\u0410IN', 'main\u00a0', 'ma\u{e0061}in'],
])('%j may be taken for main', (name) => {
  const refs = name.startsWith('refs/')
    ? [name]
    : [`refs/heads/${name}`, `refs/tags/${name}`, `refs/tags/x/${name}`];
  for (const ref of refs) expect(findLookalike(ref), ref).toBe('main');
});

test.each([id, id.toUpperCase(), `${id}${id.slice(0, 24)}`, `ｆ${id.slice(1)}`])(
  '%s is an id, not a name',
  (name) => {
    for (const folder of ['refs', 'refs/heads', 'refs/tags', 'refs/remotes']) {
      expect(findLookalike(`${folder}/${name}`)).toBe('the id of a commit');
    }
    expect(findLookalike(`refs/remotes/${name}/HEAD`)).toBe('the id of a commit');
  },
);

test.each(['HEAD', 'FETCH_HEAD', 'ORIG_HEAD', 'MERGE_HEAD', 'head', 'Fetch_Head', 'HE\u200bAD'])(
  "%j is a file of git's own",
  (name) => {
    for (const folder of ['refs/heads', 'refs/tags', 'refs/remotes']) {
      expect(findLookalike(`${folder}/${name}`)).toMatch(/^[A-Z_]*HEAD$/);
    }
  },
);

test.each([
  ...[
    'refs/heads/feature/main',
    'refs/heads/feature/main-menu',
    'refs/heads/maintenance',
    'refs/heads/mainline',
  ],
  ...[
    'refs/heads/alice/mainline',
    'refs/heads/man',
    'refs/heads/domain',
    'refs/heads/main/x',
    'refs/heads/main2',
  ],
  ...[
    'refs/heads/release/credit-scorer-1.1.0',
    'refs/heads/master',
    'refs/heads/origins',
    'refs/heads/origin/work',
  ],
  ...[
    'refs/tags/v1.0.0',
    'refs/tags/main-2026-11-24',
    'refs/tags/main/v1',
    'refs/tags/2026',
    'refs/tags/domain',
  ],
  ...['refs/heads/detection_head', 'refs/heads/feature/HEAD', 'refs/heads/overhead', 'refs/tags/ahead'],
  ...[
    `refs/heads/${id.slice(0, 39)}`,
    `refs/tags/${id}0`,
    `refs/tags/${id.slice(0, 8)}`,
    `refs/keep-around/${id}`,
  ],
  ...[
    'refs/notes/main',
    'refs/notes/commits',
    'refs/pull/1/head',
    'refs/merge-requests/1/head',
    'refs/stash',
  ],
  ...[
    'refs/heads/главная',
    'refs/heads/修正',
    'refs/heads/機能追加',
    'refs/heads/main修正',
    'refs/heads/größe',
    'refs/heads/ma1n',
  ],
])('%s is nothing but itself', (ref) => {
  expect(findLookalike(ref)).toBeNull();
});
