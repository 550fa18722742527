import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { objectsOf } from '../src/objects.ts';
import { formatTree, type TreeEntry } from '../src/tree.ts';

/** Trees in memory, by id, and how many were read. */
function createStore() {
  const bytesOf = new Map<string, Buffer>();
  let reads = 0;
  const objects = objectsOf({
    async read(id) {
      reads += 1;
      return bytesOf.get(id) as Buffer;
    },
    digestBlob: () => Promise.reject(new Error('there are no blobs')),
  });
  return {
    objects,
    reads: () => reads,
    tree(entries: readonly TreeEntry[]): string {
      const bytes = formatTree(entries);
      const id = createHash('sha1').update(`tree ${bytes.length}\0`).update(bytes).digest('hex');
      bytesOf.set(id, bytes);
      return id;
    },
  };
}

const name = (index: number) => String(index).padStart(6, '0');
const each = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A folder of eight files that no other has. */
function folderOf(store: ReturnType<typeof createStore>, index: number): string {
  const files = each(8).map((file) => ({
    ...{ name: name(file), kind: 'file' as const, executable: false },
    id: createHash('sha1').update(`${index} ${file}`).digest('hex'),
  }));
  return store.tree(files);
}

test('the folders of a wide one are read once, however often all are gone through', async () => {
  const store = createStore();
  const folders = each(9000).map((index) => ({
    ...{ name: name(index), kind: 'folder' as const, executable: false },
    id: folderOf(store, index),
  }));
  const wide = store.tree(folders);
  for (const _ of each(3)) {
    for (const { id } of await store.objects.readTree(wide)) await store.objects.readTree(id);
  }
  expect(store.reads()).toBe(9001);
});

test('of the trees of a long history, those of long ago are forgotten', async () => {
  const store = createStore();
  const ids = each(9000).map((index) => folderOf(store, index));
  for (const id of ids) await store.objects.readTree(id);
  const before = store.reads();
  await store.objects.readTree(ids.at(-1) as string);
  expect(store.reads()).toBe(before);
  await store.objects.readTree(ids[0] as string);
  expect(store.reads()).toBe(before + 1);
});
