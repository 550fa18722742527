import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  hashFile,
  listFiles,
  newCommits,
  type ObjectRecord,
  openRecord,
  recordObjects,
} from '../src/index.ts';
import { createSandbox, temporaryFolder } from './sandbox.ts';

const small = 'small\n';
const limit = 1024;
const limits = { blob: limit, all: 100 * limit };

/** A record of a commit with a file that is read, one that is digested, one that is both too large and digested. */
async function makeRecord(format: string) {
  const sandbox = createSandbox(`--object-format=${format}`);
  const large = randomBytes(limit).toString('hex');
  sandbox.write('a/read.txt', small);
  sandbox.write('a/digested.txt', 'digested\n');
  sandbox.write('a/large.txt', large);
  sandbox.write('unread/b.txt', 'b');
  const head = sandbox.commit('one');
  const repository = await sandbox.open();
  const recorder = recordObjects(repository, limits);
  const { tree } = await recorder.objects.readCommit(head);
  const blob = async (name: string) => (await recorder.objects.findEntry(tree, `a/${name}.txt`))?.id ?? '';
  const ids = { read: await blob('read'), digested: await blob('digested'), large: await blob('large') };
  await recorder.objects.readBlob(ids.read);
  const digested = await recorder.objects.digestBlob(ids.digested);
  const largeDigest = await recorder.objects.digestBlob(ids.large);
  await expect(recorder.objects.readBlob('0'.repeat(head.length))).rejects.toMatchObject({
    code: 'git.object',
  });
  return { repository, head, tree, ids, digested, largeDigest, recorder, record: await recorder.take() };
}

type Made = Awaited<ReturnType<typeof makeRecord>>;

describe.each(['sha1', 'sha256'])('%s', (format) => {
  test('a record gives the same answers as the repository, after a way through a file', async () => {
    const made = await makeRecord(format);
    const objects = openRecord(JSON.parse(JSON.stringify(made.record)));
    expect(await objects.readCommit(made.head)).toEqual(await made.repository.readCommit(made.head));
    expect(await objects.readTree(made.tree)).toEqual(await made.repository.readTree(made.tree));
    expect(await objects.findEntry(made.tree, 'a/read.txt')).toMatchObject({ id: made.ids.read });
    expect((await objects.readBlob(made.ids.read)).toString()).toBe(small);
    expect(await objects.digestBlob(made.ids.read)).toEqual(await made.repository.digestBlob(made.ids.read));
    expect(await objects.digestBlob(made.ids.digested)).toEqual(made.digested);
    expect(await objects.digestBlob(made.ids.large)).toEqual(made.largeDigest);
    expect(await newCommits(objects, made.head, new Set())).toEqual([made.head]);
    const folder = await objects.findEntry(made.tree, 'a');
    expect((await listFiles(objects, folder?.id ?? '', 'a')).length).toBe(3);
  });

  test('what is read is carried, of what is large the digest alone, sorted by id', async () => {
    const { record, head, tree, ids, largeDigest } = await makeRecord(format);
    expect(record.format).toBe(format);
    expect(record.digests).toEqual({ [ids.large]: largeDigest });
    const carried = Object.keys(record.objects);
    expect(carried).toEqual([...carried].sort());
    expect(carried).toEqual(expect.arrayContaining([head, tree, ids.read, ids.digested]));
    expect(carried.length).toBe(5);
    await expect(openRecord(record).readBlob(ids.large)).rejects.toMatchObject({ code: 'git.object' });
  });

  test('every byte of every object counts', async () => {
    const { record } = await makeRecord(format);
    for (const [id, { type, data }] of Object.entries(record.objects)) {
      const bytes = Buffer.from(data, 'base64');
      for (let at = 0; at < bytes.length; at += 1) {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] as number) ^ 1;
        await expectRefused(replaced(record, id, { type, data: altered.toString('base64') }), id, type);
      }
    }
  });
});

test('what was read is carried whatever its size: what judges is never believed', async () => {
  const { repository, ids, largeDigest } = await makeRecord('sha1');
  const recorder = recordObjects(repository, { blob: 1, all: 100 * limit });
  await recorder.objects.digestBlob(ids.large);
  await recorder.objects.readBlob(ids.large);
  const record = await recorder.take();
  expect(record.digests).toEqual({});
  expect(await openRecord(record).digestBlob(ids.large)).toEqual(largeDigest);
});

test('there is room for so much in all: first for what was read, then for the smallest', async () => {
  const { repository, ids, digested, largeDigest } = await makeRecord('sha1');
  const take = async (all: number) => {
    const recorder = recordObjects(repository, { blob: limit * limit, all });
    for (const id of [ids.large, ids.digested]) await recorder.objects.digestBlob(id);
    await recorder.objects.readBlob(ids.read);
    return recorder.take();
  };
  const known = { [ids.large]: largeDigest, [ids.digested]: digested };
  const left = async (all: number) => {
    const { objects, digests } = await take(all);
    for (const [id, digest] of Object.entries(digests)) expect(digest).toEqual(known[id]);
    return [Object.keys(objects).length, Object.keys(digests)];
  };
  const all = small.length + digested.size + largeDigest.size;
  expect(await left(all)).toEqual([3, []]);
  expect(await left(all - 1)).toEqual([2, [ids.large]]);
  expect(await left(small.length)).toEqual([1, [ids.digested, ids.large].sort()]);
  await expect(take(small.length - 1)).rejects.toMatchObject({ code: 'input.too_large' });
});

test('what is believed is told, once it was asked for', async () => {
  const { record, ids, largeDigest } = await makeRecord('sha1');
  const objects = openRecord(record);
  for (const id of [ids.read, ids.digested]) await objects.digestBlob(id);
  expect([...objects.believed()]).toEqual([]);
  const lie = { digest: `sha256:${'0'.repeat(64)}`, size: 1 };
  const without = { ...record.objects };
  delete without[ids.digested];
  const lying = openRecord({
    ...record,
    objects: without,
    digests: { ...record.digests, [ids.digested]: lie },
  });
  expect(await lying.digestBlob(ids.digested)).toEqual(lie);
  expect(await lying.digestBlob(ids.large)).toEqual(largeDigest);
  expect([...lying.believed()]).toEqual([
    [ids.digested, lie],
    [ids.large, largeDigest],
  ]);
});

test.each(['sha1', 'sha256'] as const)(
  'a file beside the record proves a blob that it lacks: %s',
  async (format) => {
    const { record, ids, largeDigest, repository } = await makeRecord(format);
    const lie = { digest: `sha256:${'0'.repeat(64)}`, size: 1 };
    const hash = async (bytes: string | Uint8Array) => {
      const path = join(temporaryFolder(), 'file');
      writeFileSync(path, bytes);
      const { id, ...digest } = await hashFile(path, format);
      return new Map([[id, digest]]);
    };
    const lying = { ...record, digests: { [ids.large]: lie } };
    const right = openRecord(lying, await hash(await repository.readBlob(ids.large)));
    expect(await right.digestBlob(ids.large)).toEqual(largeDigest);
    expect([...right.believed()]).toEqual([]);
    const wrong = openRecord(lying, await hash(`${await repository.readBlob(ids.large)} `));
    expect(await wrong.digestBlob(ids.large)).toEqual(lie);
    expect([...wrong.believed().keys()]).toEqual([ids.large]);
    const empty = openRecord(lying, await hash(''));
    expect([...empty.believed().keys()]).toEqual([]);
    // What is carried must be right, whatever lies beside it.
    const altered = replaced(record, ids.read, { type: 'blob', data: '' });
    await expect(openRecord(altered, await hash(small)).digestBlob(ids.read)).rejects.toMatchObject({
      code: 'git.object',
    });
  },
);

test('a digest is not believed where the bytes are there', async () => {
  const { record, ids } = await makeRecord('sha1');
  const lie = { digest: `sha256:${'0'.repeat(64)}`, size: 1 };
  const objects = openRecord({ ...record, digests: { ...record.digests, [ids.read]: lie } });
  const honest = createHash('sha256').update(small).digest('hex');
  expect(await objects.digestBlob(ids.read)).toEqual({ digest: `sha256:${honest}`, size: small.length });
  // Nor where the bytes are there and wrong.
  const altered = replaced(record, ids.read, { type: 'blob', data: '' });
  altered.digests[ids.read] = lie;
  await expect(openRecord(altered).digestBlob(ids.read)).rejects.toMatchObject({ code: 'git.object' });
});

test('an object of another type, under another id, or missing, is refused', async () => {
  const { record, ids, head, tree } = await makeRecord('sha1');
  await expectRefused(replaced(record, ids.read, { type: 'tree', data: 'c21hbGwK' }), ids.read, 'blob');
  await expectRefused(replaced(record, ids.read, record.objects[ids.digested]), ids.read, 'blob');
  await expectRefused(record, tree, 'commit');
  await expectRefused(record, head, 'tree');
  await expectRefused(record, '1'.repeat(40), 'blob');
  await expectRefused({ ...record, format: 'sha256' }, head, 'commit');
  await expect(openRecord(record).readBlob(ids.read, 5)).rejects.toMatchObject({ code: 'input.too_large' });
});

test('base64 that Node would forgive is refused', async () => {
  const { record, ids } = await makeRecord('sha1');
  const { type, data } = record.objects[ids.read] as { type: 'blob'; data: string };
  for (const odd of [
    `${data}\n`,
    ` ${data}`,
    `${data}=`,
    `${data}!`,
    data.slice(0, -1),
    '',
    7,
    null,
    {},
    [data],
  ]) {
    await expectRefused(replaced(record, ids.read, { type, data: odd }), ids.read, 'blob');
  }
});

test('a malformed entry or digest is refused', async () => {
  const { record, ids } = await makeRecord('sha1');
  for (const entry of [null, 'x', [], {}, { type: 'blob' }, { data: 'c21hbGwK' }, undefined]) {
    await expectRefused(replaced(record, ids.read, entry), ids.read, 'blob');
  }
  const digest = `sha256:${'0'.repeat(64)}`;
  const odd = [
    null,
    'x',
    [],
    {},
    { digest },
    { size: 1 },
    { digest, size: -1 },
    { digest, size: 1.5 },
    { digest, size: '1' },
    { digest: 'sha1:0', size: 1 },
  ];
  for (const entry of odd) {
    const digests = { [ids.large]: entry } as unknown as ObjectRecord['digests'];
    await expect(openRecord({ ...record, digests }).digestBlob(ids.large)).rejects.toMatchObject({
      code: 'git.object',
    });
  }
});

test('names that every object has are no ids', async () => {
  const record = JSON.parse(
    '{"format":"sha1","objects":{"__proto__":{"type":"blob","data":""}},"digests":{}}',
  );
  const objects = openRecord(record);
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']) {
    await expect(objects.readBlob(id)).rejects.toMatchObject({ code: 'git.object' });
    await expect(objects.digestBlob(id)).rejects.toMatchObject({ code: 'git.object' });
  }
});

test.each([
  null,
  [],
  'x',
  {},
  { format: 'sha1' },
  { format: 'md5', objects: {}, digests: {} },
  { format: 'sha1', objects: [], digests: {} },
  { format: 'sha1', objects: {}, digests: null },
])('what is no record is refused: %j', (wrong) => {
  expect(() => openRecord(wrong as unknown as ObjectRecord)).toThrow(
    expect.objectContaining({ code: 'git.object' }),
  );
});

function replaced(record: Made['record'], id: string, entry: unknown): ObjectRecord {
  const objects = { ...record.objects, [id]: entry } as ObjectRecord['objects'];
  return { ...record, objects, digests: { ...record.digests } };
}

async function expectRefused(record: ObjectRecord, id: string, type: string): Promise<void> {
  const objects = openRecord(record);
  const read = { blob: objects.readBlob, tree: objects.readTree, commit: objects.readCommit }[type];
  await expect(read?.(id)).rejects.toMatchObject({ code: 'git.object' });
}
