import { PluginError } from '@gatehouse/plugin-kit';

/** The added lines of one file: their numbers in the new file, those that are blank left out. */
export interface Added {
  path: string;
  lines: number[];
}

interface Hunk {
  old: number;
  new: number;
  at: number;
}

const hunkHead = /^@@ -\d{1,9}(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;

/**
 * The lines that a unified diff adds, of `git diff` or `diff -u`. Throws PluginError `empty-diff` for one without any text,
 * as a command that failed writes it, and `not-a-diff` with the line.
 */
export function readDiff(text: string, shown: string): Added[] {
  if (text.trim() === '')
    throw new PluginError(
      'empty-diff',
      `${shown} is empty: nothing changed, or the command that should have written it failed`,
      'Leave `changed` out where there is no change to measure.',
    );
  const files: Added[] = [];
  let old: string | undefined;
  let file: Added | undefined;
  let open: Hunk | undefined;
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (open && (open.old > 0 || open.new > 0)) {
      takeLine(open, line, file as Added, `${shown}, line ${index + 1}`, index === lines.length - 1);
      continue;
    }
    open = undefined;
    const [, oldCount = '1', start, newCount = '1'] = hunkHead.exec(line) ?? [];
    if (line.startsWith('@@')) {
      if (start === undefined || file === undefined)
        throw notADiff(
          `${shown}, line ${index + 1}`,
          'a hunk that cannot be read, or of no file; merges are not read',
        );
      open = { old: Number(oldCount), new: Number(newCount), at: Number(start) };
    } else if (line.startsWith('--- ')) old = line.slice(4);
    else if (line.startsWith('+++ ') && old !== undefined) {
      file = { path: pathOf(old, line.slice(4)), lines: [] };
      files.push(file);
      old = undefined;
    } else if (line.startsWith('diff ')) file = undefined;
    else if (line.startsWith('+'))
      throw notADiff(`${shown}, line ${index + 1}`, 'an added line that belongs to no hunk');
  }
  if (open && (open.old > 0 || open.new > 0)) throw notADiff(shown, 'its last hunk is cut off');
  if (files.length === 0 && !/^(diff --git |Binary files |index )/m.test(text))
    throw notADiff(shown, 'no file and no hunk stands in it');
  return files.filter(({ path }) => path !== '/dev/null');
}

function takeLine(open: Hunk, line: string, file: Added, place: string, isLast: boolean): void {
  const [sign] = line;
  if (sign === '\\') return;
  // An editor that cuts blanks at the end of lines takes that of an empty line too.
  const isContext = sign === ' ' || ((line === '' || line === '\r') && !isLast);
  if (sign !== '+' && sign !== '-' && !isContext) throw notADiff(place, 'neither added, removed nor context');
  if (sign === '+' && line.slice(1).trim() !== '') file.lines.push(open.at);
  if (sign !== '-') {
    open.new -= 1;
    open.at += 1;
  }
  if (sign !== '+') open.old -= 1;
  if (open.old < 0 || open.new < 0) throw notADiff(place, 'more lines than the head of the hunk says');
}

/** git sets `a/` and `b/` before paths, and other letters by its settings; where it sets none, both paths are equal. */
function pathOf(before: string, after: string): string {
  const [old, path] = [unquote(before), unquote(after)];
  if (path === '/dev/null') return path;
  const isPrefixed =
    /^[a-z]\//.test(path) && (old === '/dev/null' || (/^[a-z]\//.test(old) && old[0] !== path[0]));
  return isPrefixed ? path.slice(2) : path;
}

// git quotes a path with bytes beyond ASCII, which it writes in octal; diff puts the time behind a tab.
function unquote(path: string): string {
  const [plain = ''] = path.replace(/\r$/, '').split('\t');
  if (!/^".*"$/.test(plain)) return plain;
  const named: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };
  const bytes = plain.slice(1, -1).replaceAll(/\\(?:([0-7]{3})|(.))|[^\\]/gu, (whole, octal, letter) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return Buffer.from(letter === undefined ? whole : (named[letter] ?? letter), 'utf8').toString('latin1');
  });
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function notADiff(place: string, why: string): PluginError {
  return new PluginError(
    'not-a-diff',
    `${place} is no unified diff: ${why}`,
    'Write it with `git diff base...head`.',
  );
}
