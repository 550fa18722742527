import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowedSigners, findCommitSigner, parseCommit, type TrustRootIndex } from '../src/index.ts';
import { type GitRepository, makeRepository } from './git-repository.ts';
import { type GpgRing, makeGpgRing } from './gpg-ring.ts';
import { makeKeyRing } from './key-ring.ts';
import { trustRoot } from './scenario.ts';

const ring = makeKeyRing();
let gpg: GpgRing;
let root: TrustRootIndex;

const hasGpg = (() => {
  try {
    execFileSync('gpg', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

beforeAll(() => {
  for (const name of ['ada', 'bea', 'eve']) ring.make(name, 'ed25519');
  const keys = (name: string): unknown[] => [ring.line(name)];
  const people = { ada: { keys: keys('ada') }, bea: { keys: keys('bea') } };
  if (hasGpg) {
    gpg = makeGpgRing();
    const fingerprint = gpg.make('ada', 'ed25519');
    people.ada.keys.push({ openpgp: gpg.block(fingerprint), fingerprint });
  }
  root = trustRoot(people);
  writeFileSync(join(ring.folder, 'allowed_signers'), allowedSigners(root.root));
});
afterAll(() => {
  ring.remove();
  gpg?.remove();
});

describe.each(['sha1', 'sha256'])('who signed a commit of a %s repository', (format) => {
  const own = format === 'sha1' ? 'gpgsig' : 'gpgsig-sha256';
  const other = format === 'sha1' ? 'gpgsig-sha256' : 'gpgsig';
  const ident = 'Zoe <zoe@example.org> 1700000000 +0100';
  let repository: GitRepository;
  let tree: string;
  beforeAll(() => {
    repository = makeRepository(ring.folder, format, format);
    repository.git('config', 'gpg.ssh.allowedSignersFile', join(ring.folder, 'allowed_signers'));
    repository.git('config', 'user.signingkey', join(ring.folder, 'ada'));
    repository.git('commit', '-q', '--allow-empty', '-m', 'Start');
    tree = repository.git('rev-parse', 'HEAD^{tree}');
  });

  /** What ours says, after git has said whether the commit verifies. */
  async function ask(bytes: Buffer, gitSays: boolean, keyRing?: string): Promise<string> {
    expect(repository.verifies(repository.write(bytes), keyRing)).toBe(gitSays);
    const signer = await findCommitSigner(bytes, root);
    return 'principal' in signer ? signer.principal : signer.refusal;
  }

  const headers = (extra = '') => `tree ${tree}\nauthor ${ident}\ncommitter ${ident}\n${extra}`;
  const fold = (name: string, armour: string) => `${name} ${armour.trimEnd().replaceAll('\n', '\n ')}\n`;
  const bytesOf = (text: string, message: string | Buffer) =>
    Buffer.concat([Buffer.from(text), Buffer.from('\n'), Buffer.from(message as string)]);

  /** A commit that ada signs, with headers and a message as some tool writes them. */
  function signed(extra: string, message: string | Buffer = 'A message\n', by = 'ada'): Buffer {
    const payload = bytesOf(headers(extra), message);
    return bytesOf(headers(extra) + fold(own, ring.sign(by, payload)), message);
  }

  const latin1 = Buffer.from('Caf\u00e9\n', 'latin1');
  test.each<[string, () => Buffer]>([
    ['plain', () => signed('')],
    ['a change-id of jj or GitButler', () => signed('change-id kzmopqrstuvwxyzklmnopqrstuvwxyzk\n')],
    ['extras of hg', () => signed('HG:rename-source hg\nHG:extra amend_source:8f\n')],
    ['an encoding', () => signed('encoding ISO-8859-1\n', latin1)],
    ['bytes that are no UTF-8', () => signed('', latin1)],
    ['carriage returns', () => signed('', 'A message\r\n\r\nof Windows\r\n')],
    ['a second author', () => signed(`author ${ident}\n`)],
    ['no message', () => signed('', '')],
    ['a message of two blank lines', () => signed('', '\n\n\n')],
    ['a header of several lines', () => signed('note one\n two\n \n three\n')],
    ['a header that only looks like a signature inside of another', () => signed(`note x\n ${own} y\n`)],
    [
      'a null byte',
      () => signed('', Buffer.concat([Buffer.from('before\n'), Buffer.of(0), Buffer.from('after\n')])),
    ],
  ])('%s: as git says', async (_name, commit) => {
    expect(await ask(commit(), true)).toBe('ada');
  });

  test('with a header before the signature, and behind it', async () => {
    const payload = bytesOf(headers('change-id x\n'), 'A message\n');
    const signature = fold(own, ring.sign('ada', payload));
    expect(await ask(bytesOf(`${headers(signature)}change-id x\n`, 'A message\n'), true)).toBe('ada');
  });

  test('as git writes it: by cleanup, encoding, and merging a signed tag', async () => {
    repository.git('commit', '-q', '--allow-empty', '--cleanup=verbatim', '-S', '-m', 'A\r\nB\r\n');
    expect(parseCommit(repository.commit('HEAD'))).toEqual({ refused: 'control-byte' });
    expect(await ask(repository.commit('HEAD'), true)).toBe('ada');
    repository.git('-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '-q', '--allow-empty', '-S', '-m', 'x');
    expect(parseCommit(repository.commit('HEAD'))).toHaveProperty('refused');
    expect(await ask(repository.commit('HEAD'), true)).toBe('ada');
    repository.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    repository.git('commit', '-q', '--allow-empty', '-m', 'To be tagged');
    repository.git('tag', '-s', '-u', join(ring.folder, 'bea'), '-m', 'A tag', 'v1');
    repository.git('checkout', '-q', 'main');
    repository.git('merge', '-q', '--no-ff', '-S', '-m', 'Merge a tag', 'v1');
    expect(repository.commit('HEAD').toString()).toMatch(/\nmergetag object [\s\S]*\n -----BEGIN SSH/);
    expect(await ask(repository.commit('HEAD'), true)).toBe('ada');
    // The signature of the tag alone signs no commit.
    repository.git('reset', '-q', '--hard', 'HEAD~1');
    repository.git('merge', '-q', '--no-ff', '--no-gpg-sign', '-m', 'Merge a tag', 'v1');
    expect(await ask(repository.commit('HEAD'), false)).toBe('unsigned');
  });

  test('signatures for both hashes are both left out of what is signed', async () => {
    const payload = bytesOf(headers(), 'A message\n');
    const [mine, theirs] = [
      fold(own, ring.sign('ada', payload)),
      fold(other, ring.sign('bea', Buffer.from('the same commit by its other ids'))),
    ];
    for (const both of [mine + theirs, theirs + mine]) {
      expect(await ask(bytesOf(headers(both), 'A message\n'), true)).toBe('ada');
    }
    expect(await ask(bytesOf(headers(fold(other, ring.sign('ada', payload))), 'A message\n'), false)).toBe(
      'unsigned',
    );
  });

  test('a signature that libgit2 ends with an empty line', async () => {
    const payload = bytesOf(headers(), 'A message\n');
    const signature = `${fold(own, ring.sign('ada', payload))} \n`;
    expect(await ask(bytesOf(headers(signature), 'A message\n'), true)).toBe('ada');
  });

  test('what is not signed, or not like this, is nobody, and it is said why', async () => {
    expect(await ask(bytesOf(headers(), 'A message\n'), false)).toBe('unsigned');
    expect(await ask(bytesOf(headers(), `A message\n${own} x\n`), false)).toBe('unsigned');
    expect(await ask(signed('', 'A message\n', 'eve'), false)).toBe('unknown-key');
    const mine = signed('change-id x\n').toString('latin1');
    for (const altered of [mine.replace('change-id x', 'change-id y'), `${mine}\n`]) {
      expect(await ask(Buffer.from(altered, 'latin1'), false)).toBe('bad-signature:mismatch');
    }
    const x509 = fold(own, '-----BEGIN SIGNED MESSAGE-----\nAAAA\n-----END SIGNED MESSAGE-----\n');
    expect(await ask(bytesOf(headers(x509), 'x\n'), false)).toBe('unsupported-signature:x509');
  });

  test('a signature that hides a parent from readers does not hold, although git says that it verifies', async () => {
    repository.git('checkout', '-q', '-B', 'left', 'main');
    repository.git('commit', '-q', '--allow-empty', '-m', 'Left');
    repository.git('checkout', '-q', '-b', 'right', 'main');
    repository.git('commit', '-q', '--allow-empty', '-m', 'Right');
    repository.git('merge', '-q', '--no-ff', '-S', '-m', 'A merge of mine', 'left');
    const merge = repository.commit('HEAD');
    expect(await ask(merge, true)).toBe('ada');
    const text = merge.toString('latin1');
    const [signature = ''] = new RegExp(`${own} [^\\n]*\\n( [^\\n]*\\n)*`).exec(text) ?? [];
    const moved = text.replace(signature, '').replace(/^(?=parent .*\nauthor)/m, signature);
    const hidden = repository.write(Buffer.from(moved, 'latin1'));
    expect(repository.git('log', '-1', '--format=%P', hidden).split(' ')).toHaveLength(1);
    expect(await ask(Buffer.from(moved, 'latin1'), true)).toBe('malformed-commit:header-order');
    // Nor one of the other kind, which is left out of what is signed as well.
    const other = text.replace(/^(?=parent .*\nauthor)/m, 'gpgsig-other x\n');
    expect(await ask(Buffer.from(other, 'latin1'), true)).toBe('malformed-commit:header-order');
  });

  test('two signatures of one kind are nobody’s, whatever git makes of them', async () => {
    const payload = bytesOf(headers(), 'A message\n');
    const [one, two] = ['ada', 'eve'].map((name) => fold(own, ring.sign(name, payload)));
    for (const both of [`${one}${two}`, `${two}${one}`]) {
      const bytes = bytesOf(headers(both), 'A message\n');
      expect(await findCommitSigner(bytes, root)).toEqual({ refusal: 'malformed-commit:duplicate-header' });
    }
  });

  test.skipIf(!hasGpg)('OpenPGP, with a comment and a version before the signature', async () => {
    const payload = bytesOf(headers('change-id x\n'), latin1);
    const options = ['--comment', 'Made on a Mac', '--emit-version'];
    const armour = gpg.sign(gpg.print('ada'), payload, options);
    expect(armour).toMatch(/^Version: [^\n]*\nComment: /m);
    for (const end of ['', ' \n']) {
      const bytes = bytesOf(headers(`change-id x\n${fold(own, armour)}${end}`), latin1);
      expect(await ask(bytes, true, gpg.folder)).toBe('ada');
    }
  });
});
