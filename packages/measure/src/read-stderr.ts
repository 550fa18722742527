import { printable } from './printable.ts';

/** What a plugin wrote to stderr: progress is passed on, of the rest the last lines are kept. */
export interface StderrReader {
  write(chunk: Buffer): void;
  /** The last lines, printable. */
  tail(): string[];
}

const keptLines = 12;
const longestLine = 8192;

export function createStderrReader(onProgress: (share: number, doing: string) => void): StderrReader {
  const decoder = new TextDecoder();
  const kept: string[] = [];
  let open = '';
  const take = (line: string) => {
    const progress = /^@progress (\d(?:\.\d+)?) ?(.*)$/.exec(line.trimEnd());
    if (progress && Number(progress[1]) <= 1)
      return onProgress(Number(progress[1]), printable(progress[2] ?? '', 120));
    const clean = printable(line);
    // Of a stack only the message helps; the frames are of no use to who reads evidence.
    if (clean !== '' && !/^(at |Node\.js v)/.test(clean)) kept.push(clean);
    if (kept.length > keptLines) kept.shift();
  };
  return {
    write(chunk) {
      const lines = (open + decoder.decode(chunk, { stream: true })).split('\n');
      open = (lines.pop() ?? '').slice(0, longestLine);
      for (const line of lines) take(line);
    },
    tail() {
      if (open !== '') take(open);
      open = '';
      return kept;
    },
  };
}
