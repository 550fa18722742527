import type { Facts } from '@gatehouse/contracts';

/** What a document holds, as far as it can be counted. */
type DocumentText = NonNullable<Facts['documents'][string]>;

/** A document may be this large at the most, in bytes. */
export const documentLimit = 4 * 1024 * 1024;

interface Section {
  title: string;
  level: number;
  words: Set<string>;
}

/**
 * What stands in a text or in Markdown (CommonMark's headings, both ways of writing them; nothing inside of a fence is a
 * heading, and no comment is text). A section holds what stands below its heading, up to the next one of its level or
 * above. null for what is no UTF-8 text. Linear in the size.
 */
export function documentText(bytes: Uint8Array): DocumentText | null {
  const text = decode(bytes);
  if (text === null) return null;
  const words = new Set<string>();
  const capitals = new Set<string>();
  const sections: Section[] = [];
  let open: Section[] = [];
  let fence = '';
  const enter = (title: string, level: number) => {
    open = [...open.filter((one) => one.level < level), { title, level, words: new Set() }];
    sections.push(open.at(-1) as Section);
  };
  const lines = withoutComments(text).split(/\r\n?|\n/);
  for (const [index, line] of lines.entries()) {
    const marks = line.match(/^ {0,3}(`{3,}|~{3,})/)?.[1] ?? '';
    if (fence === '' && marks !== '') fence = marks;
    else if (fence !== '' && marks.startsWith(fence) && line.trim() === marks) fence = '';
    const heading = fence === '' ? line.match(/^ {0,3}(#{1,6})[ \t]+(\S.*)$/) : null;
    const underline = fence === '' && isText(line) ? lines[index + 1]?.match(underlined)?.[1] : undefined;
    if (heading) enter(titleOf(heading[2] as string), (heading[1] as string).length);
    else if (underline !== undefined) enter(line.trim(), underline.startsWith('=') ? 1 : 2);
    else for (const section of open) for (const one of wordsOf(line)) section.words.add(one);
    for (const one of wordsOf(line)) words.add(one);
    for (const [one] of line.matchAll(/(?<!\p{L})\p{Lu}{3,}(?!\p{L})/gu)) capitals.add(one);
  }
  return {
    words: words.size,
    capitals: [...capitals].sort(),
    sections: sections.map(({ title, words: { size } }) => ({ title, words: size })),
  };
}

const underlined = /^ {0,3}(=+|-+)[ \t]*$/;

/** Whether a line is one of words, which the next may make a heading. */
function isText(line: string): boolean {
  return /^ {0,3}\S/.test(line) && /\p{L}/u.test(line) && !/^ {0,3}(#{1,6}[ \t]|[>*+|-] )/.test(line);
}

function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

// By hand: a pattern would look for the end of each comment again.
function withoutComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let start = text.indexOf('<!--'); start !== -1; start = text.indexOf('<!--', at)) {
    parts.push(text.slice(at, start));
    const end = text.indexOf('-->', start + 4);
    if (end === -1) return parts.join('');
    at = end + 3;
  }
  return [...parts, text.slice(at)].join('');
}

/** Without the marks that may close a heading. */
function titleOf(text: string): string {
  const words = text.trimEnd().split(/[ \t]+/);
  return (/^#+$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words).join(' ');
}

// Where no spaces part words, each sign is one.
const word =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]|\p{L}[\p{L}\p{M}'’-]*/gu;

function wordsOf(line: string): string[] {
  return (line.match(word) ?? []).map((one) => one.toLowerCase());
}
