import { quoteText } from '@gatehouse/plugin-kit/table';

const between = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));
const spaces = ['\u00a0', ...between(0x2000, 0x200a), '\u202f', '\u205f', '\u3000'];
const dashes = [...between(0x2010, 0x2015), '\u2212'];
const fullWidth = between(0xff01, 0xff5e);
const invisible = ['\u00ad', ...between(0x200b, 0x200f), '\u2060', '\ufeff'];

const from = [...spaces, ...dashes, ...fullWidth, ...invisible].join('');
const to = [...spaces.map(() => ' '), ...dashes.map(() => '-'), ...between(0x21, 0x7e)].join('');

/**
 * SQL of a text as a keyboard would write it: spaces, dashes and full-width characters (Unicode, block FF00) in ASCII,
 * and nothing that can not be seen. Word processors and forms put them into the middle of numbers.
 */
export function plainText(text: string): string {
  const plain = `translate(${text}, ${quoteText(from)}, ${quoteText(to)})`;
  return `CASE WHEN strlen(${text}) > length(${text}) THEN ${plain} ELSE ${text} END`;
}
