import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openObjectReader } from '../src/object-reader.ts';
import { createSandbox, readText, type Sandbox, surroundings } from './sandbox.ts';

const formats = ['sha1', 'sha256'] as const;

function looseFile(sandbox: Sandbox, id: string): string {
  return join(sandbox.root, '.git/objects', id.slice(0, 2), id.slice(2));
}

function writeLoose(sandbox: Sandbox, id: string, raw: string): void {
  mkdirSync(dirname(looseFile(sandbox, id)), { recursive: true });
  writeFileSync(looseFile(sandbox, id), deflateSync(raw));
}

for (const format of formats) {
  test(`${format}: a loose object whose bytes do not hash to its id is shown by git, and refused`, async () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    sandbox.write('a.txt', 'honest');
    sandbox.write('b.txt', 'forged');
    const head = sandbox.commit('one');
    const target = looseFile(sandbox, sandbox.git('rev-parse', `${head}:a.txt`));
    chmodSync(target, 0o644);
    copyFileSync(looseFile(sandbox, sandbox.git('rev-parse', `${head}:b.txt`)), target);
    expect(sandbox.git('show', `${head}:a.txt`)).toBe('forged');
    const repository = await sandbox.open();
    await expect(readText(repository, head, 'a.txt')).rejects.toMatchObject({ code: 'git.object' });
    // The reader goes on after it.
    expect(await readText(repository, head, 'b.txt')).toBe('forged');
  });

  test(`${format}: a pack index that leads to another object is believed by git, and refused`, async () => {
    const sandbox = createSandbox(`--object-format=${format}`);
    sandbox.write('a.txt', 'honest');
    sandbox.write('b.txt', 'forged');
    const head = sandbox.commit('one');
    const [honest, forged] = ['a.txt', 'b.txt'].map((path) => sandbox.git('rev-parse', `${head}:${path}`));
    sandbox.git('repack', '-a', '-d', '--quiet');
    swapInPackIndex(sandbox, format, honest as string, forged as string);
    expect(sandbox.git('show', `${head}:a.txt`)).toBe('forged');
    const repository = await sandbox.open();
    await expect(readText(repository, head, 'a.txt')).rejects.toMatchObject({ code: 'git.object' });
  });
}

test('a missing object, another type and an object over the limit are refused', async () => {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'x'.repeat(1000));
  const head = sandbox.commit('one');
  const repository = await sandbox.open();
  const { tree } = await repository.readCommit(head);
  const blob = (await repository.findEntry(tree, 'a.txt'))?.id ?? '';
  await expect(repository.readBlob('0'.repeat(40))).rejects.toMatchObject({ code: 'git.object' });
  await expect(repository.readBlob(tree)).rejects.toMatchObject({ code: 'git.object' });
  await expect(repository.readCommit(tree)).rejects.toMatchObject({ code: 'git.object' });
  await expect(repository.readBlob(blob, 999)).rejects.toMatchObject({ code: 'input.too_large' });
  expect((await repository.readBlob(blob, 1000)).length).toBe(1000);
});

test('what is no full id is not asked of git: an expression, or two questions in one', async () => {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'a');
  const head = sandbox.commit('one');
  const answers = sandbox.gitWith({ input: `HEAD\n${head}:a.txt\n` }, 'cat-file', '--batch-check');
  expect(answers.split('\n').length).toBe(2);
  const repository = await sandbox.open();
  const wrong = ['', 'HEAD', `${head}:a.txt`, `${head}\n${head}`, head.slice(0, 8), head.toUpperCase()];
  const asked = wrong.map((id) =>
    expect(repository.readCommit(id)).rejects.toMatchObject({ code: 'git.object' }),
  );
  await Promise.all([...asked, expect(repository.readCommit(head)).resolves.toMatchObject({ id: head })]);
});

test('a loose object that claims a huge size, or another one than it has, is refused', async () => {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'fine');
  const head = sandbox.commit('one');
  const sizes = ['99999999999999', '99999999999999999999999', '2000000000', '3', '5', '8', '-1'];
  for (const [index, size] of sizes.entries()) {
    const id = `${index + 1}`.repeat(40);
    writeLoose(sandbox, id, `blob ${size}\0four`);
    for (const read of ['readBlob', 'digestBlob'] as const) {
      const repository = await sandbox.open();
      await expect(repository[read](id)).rejects.toMatchObject({ code: 'git.object' });
      // A reader whose git gave up says so; it does not hang, and it does not answer.
      await readText(repository, head, 'a.txt').then(
        (text) => expect(text).toBe('fine'),
        (error) => expect(error).toMatchObject({ code: 'git.failed' }),
      );
    }
  }
  // Plain git sends four bytes for two thousand million, and a script that reads its output waits for the others.
  const output = sandbox.gitWith({ input: `${'3'.repeat(40)}\n` }, 'cat-file', '--batch');
  expect(output).toBe(`${'3'.repeat(40)} blob 2000000000\nfour`);
});

test('bytes that hash to the id, with more behind them, are refused', async () => {
  const sandbox = createSandbox();
  const id = createHash('sha1').update('blob 6\0honest').digest('hex');
  writeLoose(sandbox, id, `blob 6\0honest, and something else`);
  expect(sandbox.git('cat-file', 'blob', id)).toBe('honest, and something else');
  const repository = await sandbox.open();
  await expect(repository.readBlob(id)).rejects.toMatchObject({ code: 'git.object' });
});

test('a loose object that breaks off in the middle is refused', async () => {
  const sandbox = createSandbox();
  const id = 'a'.repeat(40);
  const body = randomBytes(600_000).toString('hex');
  writeLoose(sandbox, id, `blob ${body.length}\0${body}`);
  truncateSync(looseFile(sandbox, id), 500_000);
  const repository = await sandbox.open();
  const asked = [repository.digestBlob(id), repository.readBlob('b'.repeat(40))];
  await expect(asked[0]).rejects.toMatchObject({ code: 'git.object' });
  await expect(asked[1]).rejects.toMatchObject({ code: expect.stringMatching(/^git\./) });
});

test('large objects asked for at once come back whole', async () => {
  const sandbox = createSandbox();
  const texts = [1, 65_536, 200_000, 3_000_000].map((size) => randomBytes(size).toString('base64'));
  for (const [index, text] of texts.entries()) sandbox.write(`${index}`, text);
  const head = sandbox.commit('large');
  const repository = await sandbox.open();
  for (let round = 0; round < 3; round += 1) {
    expect(await Promise.all(texts.map((_, index) => readText(repository, head, `${index}`)))).toEqual(texts);
  }
});

test('an object much larger than what is asked for is not kept in memory', async () => {
  const sandbox = createSandbox();
  const size = 64 * 1024 * 1024;
  const raw = Buffer.concat([Buffer.from(`blob ${size}\0`), Buffer.alloc(size)]);
  const id = createHash('sha1').update(raw).digest('hex');
  mkdirSync(dirname(looseFile(sandbox, id)), { recursive: true });
  writeFileSync(looseFile(sandbox, id), deflateSync(raw, { level: 1 }));
  const repository = await sandbox.open();
  await expect(repository.readBlob(id)).rejects.toMatchObject({ code: 'input.too_large' });
  expect(await repository.digestBlob(id)).toEqual({
    digest: `sha256:${createHash('sha256')
      .update(raw.subarray(raw.length - size))
      .digest('hex')}`,
    size,
  });
});

/** Swaps the places of two objects in a version 2 index, with a checksum that is right again. */
function swapInPackIndex(sandbox: Sandbox, format: 'sha1' | 'sha256', one: string, other: string): void {
  const folder = join(sandbox.root, '.git/objects/pack');
  const path = join(folder, readdirSync(folder).find((name) => name.endsWith('.idx')) as string);
  chmodSync(path, 0o644);
  const bytes = readFileSync(path);
  const idLength = one.length / 2;
  const count = bytes.readUInt32BE(8 + 255 * 4);
  const ids = 8 + 256 * 4;
  const offsets = ids + count * (idLength + 4);
  const row = (id: string) => {
    for (let at = 0; at < count; at += 1) {
      if (bytes.toString('hex', ids + at * idLength, ids + (at + 1) * idLength) === id)
        return offsets + at * 4;
    }
    throw new Error(`${id} is not in the pack`);
  };
  const kept = bytes.readUInt32BE(row(one));
  bytes.writeUInt32BE(bytes.readUInt32BE(row(other)), row(one));
  bytes.writeUInt32BE(kept, row(other));
  const body = bytes.subarray(0, bytes.length - idLength);
  createHash(format).update(body).digest().copy(bytes, body.length);
  writeFileSync(path, bytes);
}

test('what was asked before the reader is closed is answered', async () => {
  const sandbox = createSandbox();
  sandbox.write('a.txt', 'a');
  const head = sandbox.commit('one');
  const reader = openObjectReader(join(sandbox.root, '.git'), 'sha1', surroundings);
  const asked = reader.read(head, 'commit');
  reader.close();
  expect((await asked).toString()).toContain('one');
});

test('a blob that was read is digested, and one that was digested is read, as the same bytes', async () => {
  const sandbox = createSandbox();
  const texts = ['', 'x'.repeat(1024), 'x'.repeat(1025)];
  texts.forEach((text, index) => {
    sandbox.write(`${index}.txt`, text);
  });
  const head = sandbox.commit('one');
  for (const [index, text] of texts.entries()) {
    const id = sandbox.git('rev-parse', `${head}:${index}.txt`);
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    const [one, other] = [await sandbox.open(), await sandbox.open()];
    expect((await one.readBlob(id)).toString()).toBe(text);
    expect(await one.digestBlob(id)).toEqual({ digest, size: text.length });
    expect(await other.digestBlob(id)).toEqual({ digest, size: text.length });
    expect((await other.readBlob(id)).toString()).toBe(text);
    if (text.length === 0) continue;
    // The limit holds for what is kept, too.
    const tight = text.length - 1;
    await expect(other.readBlob(id, tight)).rejects.toMatchObject({ code: 'input.too_large' });
  }
});
