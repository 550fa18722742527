import { expect, test } from 'vitest';
import { readLfsPointer } from '../src/lfs-pointer.ts';

const oid = `sha256:${'4d'.repeat(32)}`;
const other = `sha256:${'5e'.repeat(32)}`;
const version = 'version https://git-lfs.github.com/spec/v1';
const read = (...lines: string[]) => readLfsPointer(Buffer.from(lines.map((line) => `${line}\n`).join('')));

test('a pointer names the file that it stands for', () => {
  expect(read(version, `oid ${oid}`, 'size 12345')).toBe(oid);
  expect(read(version, `oid ${oid}`, 'size 0')).toBe(oid);
  expect(read(version, `ext-0-foo ${other}`, `ext-1-bar ${other}`, `oid ${oid}`, 'size 1')).toBe(oid);
});

const others: [name: string, text: string][] = [
  ['nothing', ''],
  ['no line feed at the end', `${version}\noid ${oid}\nsize 1`],
  ['one line more', `${version}\noid ${oid}\nsize 1\n\n`],
  ['text before it', `# ${version}\noid ${oid}\nsize 1\n`],
  ['CRLF', `${version}\r\noid ${oid}\r\nsize 1\r\n`],
  ['another version', `version https://git-lfs.github.com/spec/v2\noid ${oid}\nsize 1\n`],
  ['another hash', `${version}\noid sha1:${'4d'.repeat(20)}\nsize 1\n`],
  ['too short a digest', `${version}\noid ${oid.slice(0, -1)}\nsize 1\n`],
  ['upper case', `${version}\noid ${oid.replaceAll('d', 'D')}\nsize 1\n`],
  ['another order', `${version}\nsize 1\noid ${oid}\n`],
  ['no size', `${version}\noid ${oid}\n`],
  ['a size that is no number', `${version}\noid ${oid}\nsize 01\n`],
  ['keys that nobody knows', `${version}\nmore yes\noid ${oid}\nsize 1\n`],
  ['too long', `${version}\n${`ext-0-foo ${other}\n`.repeat(20)}oid ${oid}\nsize 1\n`],
];
test.each(others)('%s is none', (_, text) => {
  expect(readLfsPointer(Buffer.from(text))).toBeNull();
});
