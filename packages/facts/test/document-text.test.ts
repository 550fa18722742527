import { describe, expect, test } from 'vitest';
import { documentText } from '../src/document-text.ts';

const read = (text: string) => documentText(Buffer.from(text));
const sections = (text: string) => read(text)?.sections.map(({ title, words }) => [title, words]);

test('words are counted once each, whatever their case', () => {
  expect(read('One word, ONE Word. Zwölf, naïve, don’t; 12 %')).toEqual({
    words: 5,
    capitals: ['ONE'],
    sections: [],
  });
  expect(read('')).toEqual({ words: 0, capitals: [], sections: [] });
});

test('where no spaces part words, each sign is one', () => {
  expect(read('模型用于信用评分，AUC 值为 0.8')?.words).toBe(10);
});

test('words of capitals are told, and not those within others', () => {
  expect(read('TODO: (TBD) OOMKilled AB ÄÖÜ x_FIXME')?.capitals).toEqual(['FIXME', 'TBD', 'TODO', 'ÄÖÜ']);
});

test('a section goes on to the next heading of its level or above', () => {
  const text =
    '# Card\nintro\n\n## Use ##\nfor this\n### In detail\nand that too\n## Limits\n\n# Other\nend\n';
  expect(sections(text)).toEqual([
    ['Card', 6],
    ['Use', 5],
    ['In detail', 3],
    ['Limits', 0],
    ['Other', 1],
  ]);
});

test('a heading may be underlined', () => {
  expect(sections('Use\n===\nfor this\n\nData\n---\nof them\n\n---\nmore\n')).toEqual([
    ['Use', 5],
    ['Data', 3],
  ]);
});

describe('is no heading', () => {
  test.each([
    ['a comment of a shell in a fence', '```sh\n# Use\n```\n'],
    ['one in a fence of tildes, with a fence of the other kind inside', '~~~\n```\n# Use\n~~~\n'],
    ['one in a longer fence', '````\n```\n# Use\n````\n'],
    ['one in a fence that is never closed', '```\n# Use\n'],
    ['a hash without a space', '#Use\n'],
    ['seven of them', '####### Use\n'],
    ['one that is indented as code', '    # Use\n'],
    ['one in a comment', '<!--\n# Use\n-->\n'],
    ['one in a comment that is never closed', '<!-- \n# Use\n'],
    ['an empty one', '# \n'],
  ])('%s', (_, text) => {
    expect(sections(text)).toEqual([]);
  });
});

test('what a comment hides is no text', () => {
  expect(read('one <!-- two\nthree --> four <!-- five --> six')?.words).toBe(3);
  expect(read('one <!-- two')?.words).toBe(1);
});

test.each([
  ['bytes that are not UTF-8', Buffer.from([0x62, 0xff, 0x66])],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['a text with NUL', Buffer.from('text\0text')],
])('%s is no text', (_, bytes) => {
  expect(documentText(bytes)).toBeNull();
});

test.each(['<!--', '#'.repeat(7), '# ', '`', '=', 'Ä', 'x-', "a'"])(
  'a mebibyte of %j takes no time',
  (part) => {
    const started = process.cpuUsage();
    read(part.repeat(2 ** 20 / part.length));
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6).toBeLessThan(5);
  },
);
