import type { CheckReport, FindingReport } from '../check-report.ts';

/** A part of the text that is folded: its findings first, what else there is to say after them. */
export interface Block {
  verdict: CheckReport['verdict'];
  /** HTML, for <summary>. */
  title: string;
  told: { severity: FindingReport['severity']; line: string }[];
  rest: string[];
}

/** What GitHub takes for a comment; counted in bytes, so that it holds however a forge counts. */
const limit = 65_536;
/** For the line that counts what has no room. */
const reserve = 400;

/** What a block is given at least, while there is room: the worst come first, and are to be read. */
const least = 4096;

/** Head and blocks within the limit: each block has an equal share of what is left, and says what had no room in it. */
export function fit(head: string, blocks: readonly Block[]): string {
  let text = `${head}\n`;
  let left = limit - bytes(text) - reserve;
  const omitted: Block[] = [];
  for (const [index, block] of blocks.entries()) {
    const share = Math.max(least, Math.floor(left / (blocks.length - index)));
    const part = omitted.length > 0 ? null : fitBlock(block, Math.min(left, share));
    if (part === null) omitted.push(block);
    text += part ?? '';
    left -= bytes(part ?? '');
  }
  return omitted.length === 0 ? text : `${text}\n${countBlocks(omitted)}\n`;
}

function countBlocks(omitted: readonly Block[]): string {
  const told = omitted.flatMap((block) => block.told);
  const findings =
    told.length === 0
      ? ''
      : ` They have ${told.length} findings: ${count(told, ({ severity }) => severity)}.`;
  return `${omitted.length} more are not shown: ${count(omitted, ({ verdict }) => verdict)}.${findings}`;
}

/** null: there is no room for it. */
function fitBlock({ title, told, rest }: Block, share: number): string | null {
  const start = `\n<details>\n<summary>${title}</summary>\n\n`;
  const end = '\n</details>\n';
  let left = share - bytes(start) - bytes(end) - reserve;
  if (left < 0) return null;
  const fits = (line: string) => {
    left -= bytes(line) + 1;
    return left >= 0;
  };
  const shown = takeWhile(told, ({ line }) => fits(line));
  const beside = takeWhile(rest, fits);
  const lines = [
    ...shown.map(({ line }) => line),
    ...countRest(told.slice(shown.length), rest.length - beside.length),
  ];
  return `${start}${[...lines, ...beside].join('\n')}\n${end}`;
}

function countRest(told: Block['told'], others: number): string[] {
  return [
    ...(told.length === 0
      ? []
      : [`- **${told.length} more findings have no room here:** ${count(told, ({ severity }) => severity)}`]),
    ...(others === 0 ? [] : [`- ${others} more lines have no room here`]),
  ];
}

function count<T>(items: readonly T[], keyOf: (item: T) => string): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return [...counts].map(([key, number]) => `${number} ${key}`).join(', ');
}

function takeWhile<T>(items: readonly T[], holds: (item: T) => boolean): T[] {
  const end = items.findIndex((item) => !holds(item));
  return items.slice(0, end === -1 ? items.length : end);
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
