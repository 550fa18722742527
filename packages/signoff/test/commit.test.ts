import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Commit, parseCommit, verifySshSignature } from '../src/index.ts';
import { type GitRepository, makeRepository } from './git-repository.ts';
import { makeKeyRing } from './key-ring.ts';
import { emptyTree, rawCommit } from './raw-commit.ts';

const ring = makeKeyRing();
beforeAll(() => ring.make('ada', 'ed25519'));
afterAll(() => ring.remove());

function parsed(bytes: Uint8Array): Commit {
  const commit = parseCommit(bytes);
  if ('refused' in commit) throw new Error(commit.refused);
  return commit;
}

function refusalOf(bytes: Uint8Array | string): string {
  const commit = parseCommit(Buffer.from(bytes as Uint8Array));
  return 'refused' in commit ? commit.refused : 'accepted';
}

describe.each(['sha1', 'sha256'])('commits that git writes in a %s repository', (format) => {
  let repository: GitRepository;
  beforeAll(() => {
    repository = makeRepository(ring.folder, format, format);
    repository.git('config', 'user.signingkey', `${ring.folder}/ada`);
    repository.git('commit', '--allow-empty', '-m', 'Ünsigned\n\nwith text');
    repository.git('commit', '--allow-empty', '-S', '-m', 'Signed');
    repository.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    repository.git('commit', '--allow-empty', '-S', '-m', 'Side');
    repository.git('checkout', '-q', 'main');
    repository.git('merge', '-q', '--no-ff', '-S', '-m', 'Merge', 'side');
  });

  test('an unsigned root commit', () => {
    const bytes = repository.commit('main~2');
    const commit = parsed(bytes);
    expect({ ...commit, payload: null }).toEqual({
      tree: repository.git('rev-parse', 'main~2^{tree}'),
      parents: [],
      author: { name: 'Zoë', email: 'zoe@example.org', ...time(repository, 'main~2') },
      committer: { name: 'Zoë', email: 'zoe@example.org', ...time(repository, 'main~2') },
      message: 'Ünsigned\n\nwith text\n',
      signature: null,
      payload: null,
    });
    expect(Buffer.from(commit.payload).equals(bytes)).toBe(true);
  });

  test.each(['main~1', 'side', 'main'])('a signed commit verifies over its payload: %s', async (revision) => {
    const { signature, payload, parents } = parsed(repository.commit(revision));
    expect(parents).toEqual(repository.git('log', '-1', '--format=%P', revision).split(' '));
    const verified = await verifySshSignature({
      armour: signature ?? '',
      message: payload,
      namespace: 'git',
    });
    expect(verified).toHaveProperty('key');
  });

  test('the signature header of the other hash is refused', () => {
    const text = repository.commit('main').toString('utf8');
    const swapped =
      format === 'sha1'
        ? text.replace('\ngpgsig ', '\ngpgsig-sha256 ')
        : text.replace('gpgsig-sha256', 'gpgsig');
    expect(refusalOf(swapped)).toBe('header-order');
  });

  test('commits of history that are not in the grammar are refused: mergetag, encoding', () => {
    repository.git('checkout', '-q', '-b', 'tagged', 'main~1');
    repository.git('commit', '-q', '--allow-empty', '-m', 'To be tagged');
    repository.git('tag', '-s', '-u', `${ring.folder}/ada`, '-m', 'A tag', 'v1');
    repository.git('checkout', '-q', 'main');
    repository.git('merge', '-q', '--no-ff', '-m', 'Merge a tag', 'v1');
    expect(refusalOf(repository.commit('main'))).toBe('unknown-header');
    repository.git('-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '-q', '--allow-empty', '-m', 'Plain');
    expect(['encoding', 'not-utf8']).toContain(refusalOf(repository.commit('main')));
  });
});

function time(repository: GitRepository, revision: string) {
  const [seconds = '', zone = ''] = repository
    .git('log', '-1', '--format=%ad', '--date=raw', revision)
    .split(' ');
  return { seconds, zone };
}

describe('one grammar', () => {
  const id = 'a'.repeat(40);
  const ident = 'Ada <ada@example.org> 1700000000 +0100';
  const tree = `tree ${emptyTree}\n`;
  const people = `author ${ident}\ncommitter ${ident}\n`;
  const signature = 'gpgsig -----BEGIN\n x\n -----END\n';

  test.each([
    ['the usual', `${tree}parent ${id}\n${people}${signature}\nmessage\n`, 'accepted'],
    ['UTF-8 said aloud', `${tree}${people}encoding UTF-8\n\n`, 'accepted'],
    ['an empty message', `${tree}${people}\n`, 'accepted'],
    ['a byte order mark first', `\ufeff${tree}${people}\n`, 'header-grammar'],
    ['nothing', '', 'no-message'],
    ['no blank line', `${tree}${people}`, 'no-message'],
    ['a blank line first', `\n\n${tree}${people}\n`, 'header-grammar'],
    ['no tree', `${people}\n`, 'header-order'],
    ['no author', `${tree}committer ${ident}\n\n`, 'header-order'],
    ['two trees', `${tree}${tree}${people}\n`, 'duplicate-header'],
    ['two authors', `${tree}author ${ident}\n${people}\n`, 'duplicate-header'],
    ['two signatures', `${tree}${people}${signature}${signature}\n`, 'duplicate-header'],
    ['signatures of both kinds', `${tree}${people}${signature}gpgsig-sha256 x\n\n`, 'header-order'],
    [
      'a parent after the author',
      `${tree}author ${ident}\nparent ${id}\ncommitter ${ident}\n\n`,
      'header-order',
    ],
    ['a signature first', `${signature}${tree}${people}\n`, 'header-order'],
    ['a signature before the encoding', `${tree}${people}${signature}encoding UTF-8\n\n`, 'header-order'],
    ['another encoding', `${tree}${people}encoding ISO-8859-1\n\n`, 'encoding'],
    ['an unknown header', `${tree}${people}change-id x\n\n`, 'unknown-header'],
    ['a header without a value', `${tree}${people}gpgsig\n\n`, 'header-grammar'],
    ['a continued author', `${tree}author ${ident}\n more\ncommitter ${ident}\n\n`, 'header-grammar'],
    ['a continuation first', ` x\n${tree}${people}\n`, 'header-grammar'],
    ['a short id', `tree ${id.slice(1)}\n${people}\n`, 'object-id'],
    ['capitals in an id', `tree ${id.toUpperCase()}\n${people}\n`, 'object-id'],
    ['a parent of the other hash', `${tree}parent ${'a'.repeat(64)}\n${people}\n`, 'object-id'],
    ['no e-mail', `${tree}author Ada 1 +0000\ncommitter ${ident}\n\n`, 'ident'],
    ['two e-mails', `${tree}author A <a@b> <c@d> 1 +0000\ncommitter ${ident}\n\n`, 'ident'],
    ['a padded time', `${tree}author A <a@b> 01 +0000\ncommitter ${ident}\n\n`, 'ident'],
    ['no zone', `${tree}author A <a@b> 1\ncommitter ${ident}\n\n`, 'ident'],
    ['a carriage return', `${tree}${people}\nmessage\r\n`, 'control-byte'],
    ['a NUL', `${tree}${people}\nmessage\0\n`, 'control-byte'],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(`${tree}${people}\n`), Buffer.of(0xff)]),
      'not-utf8',
    ],
    ['more than a mebibyte', `${tree}${people}\n${'x'.repeat(1024 * 1024)}`, 'too-large'],
  ])('%s', (_name, bytes, outcome) => {
    expect(refusalOf(bytes)).toBe(outcome);
  });

  test('a byte order mark stays in the payload', () => {
    const bytes = rawCommit({ message: '\ufeffmessage\n' });
    expect(Buffer.from(parsed(bytes).payload).equals(bytes)).toBe(true);
  });

  test('what is accepted is made of nothing but its payload and its signature', () => {
    const text = fc.string({ unit: 'grapheme' }).map((any) => any.replace(/[\r\0]/g, ''));
    const value = fc
      .array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1 })
      .map((lines) => `-${lines.join('\n')}`);
    const property = fc.property(text, value, (message, armour) => {
      const bytes = rawCommit({ message, signature: armour });
      const { payload, signature, message: read } = parsed(bytes);
      const [head, ...rest] = Buffer.from(payload).toString('utf8').split('\n\n');
      const again = `${head}\ngpgsig ${(signature ?? '').slice(0, -1).replaceAll('\n', '\n ')}\n\n${rest.join('\n\n')}`;
      return read === message && Buffer.from(again).equals(bytes);
    });
    fc.assert(property);
  });

  test('arbitrary bytes never throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => 'refused' in parseCommit(bytes)));
    const pieces = fc.constantFrom(
      tree,
      people,
      signature,
      `parent ${id}\n`,
      '\n',
      'x\n',
      ' ',
      'encoding x\n',
    );
    const shuffled = fc.array(pieces).map((parts) => Buffer.from(parts.join('')));
    fc.assert(fc.property(shuffled, (bytes) => typeof refusalOf(bytes) === 'string'));
  });
});
