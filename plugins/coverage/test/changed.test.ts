import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDiff } from '../src/read-diff.ts';
import { codeOf, measureTexts, valuesOf } from './reports.ts';

const report = (path: string, hits: readonly number[]) =>
  `SF:${path}\n${hits.map((count, i) => `DA:${i + 1},${count}\n`).join('')}end_of_record\n`;

const diff = (path: string, first: number, lines: readonly string[]) =>
  `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -${first},0 +${first},${lines.length} @@ f()\n${lines.map((line) => `+${line}\n`).join('')}`;

describe('lines that a change adds', () => {
  test('count where a report knows them, and are covered where it ran them', async () => {
    const measured = await measureTexts([report('src/a.js', [1, 0, 0, 1, 1])], {
      changed: diff('src/a.js', 2, ['two', 'three', 'four']) + diff('src/a.js', 9, ['// a comment']),
    });
    expect(valuesOf(measured)).toMatchObject({
      changed_lines: 3,
      changed_line_coverage: 1 / 3,
      changed_lines_unknown: 0,
    });
    expect(measured.details?.changed_uncovered).toEqual([{ file: 'src/a.js', lines: '2-3' }]);
  });

  test('of a file that no report knows are unknown where reports know others of its kind', async () => {
    const measured = await measureTexts([report('src/a.js', [1])], {
      changed: diff('src/new.js', 1, ['one', '', '  ', 'two']) + diff('README.md', 1, ['text']),
    });
    expect(valuesOf(measured)).toMatchObject({
      changed_lines: 0,
      changed_line_coverage: null,
      changed_lines_unknown: 2,
    });
    expect(measured.details?.changed_unknown).toEqual([{ file: 'src/new.js', lines: 2 }]);
  });

  test.each([
    ['the same path', 'src/a.js', 'src/a.js'],
    ['an absolute path', '/ci/work/src/a.js', 'src/a.js'],
    ['a path of another drive', 'C:\\ci\\src\\a.js', 'src/a.js'],
    ['a package', 'com/acme/A.java', 'app/src/main/java/com/acme/A.java'],
    ['a Go module', 'ex.org/m/a.go', 'a.go'],
  ])('are found by %s', async (_, path, changed) => {
    expect(
      valuesOf(await measureTexts([report(path, [0])], { changed: diff(changed, 1, ['x']) })),
    ).toMatchObject({ changed_lines: 1, changed_line_coverage: 0 });
  });

  test.each([
    ['a name alone', ['main.py', 'x/other.py'], 'scripts/main.py'],
    ['two ends that are as long', ['x/src/a.js', 'y/src/a.js'], 'src/a.js'],
    ['half of a name', ['src/data.js', 'x/b.js'], 'a.js'],
  ])('are not found by %s', async (_, paths, changed) => {
    const measured = await measureTexts([paths.map((path) => report(path, [1])).join('')], {
      changed: diff(changed, 1, ['x']),
    });
    expect(valuesOf(measured)).toMatchObject({ changed_lines: 0, changed_lines_unknown: 1 });
  });

  test('cannot be looked up in a report without lines', async () => {
    const summary = '{"total":{"lines":{"total":1,"covered":1},"branches":{"total":0,"covered":0}}}';
    expect(await codeOf(measureTexts([summary], { changed: diff('a', 1, ['x']) }))).toBe('no-lines');
  });
});

describe('a diff', () => {
  test('is read as git writes it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'diff-'));
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
    const write = (path: string, text: string | Uint8Array) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    git('init', '-q');
    for (const path of ['src/changed.js', 'src/moved.js', 'gone.js', 'a b/ü.js'])
      write(path, '1\n2\n3\n4\n5\n6\n7\n8\n9\n');
    git('add', '-A');
    git('commit', '-qm', 'before');
    write('src/changed.js', '1\n2\nnew\n3\n4\n5\n6\n7\n-- x\n++ y\n9\n');
    write('a b/ü.js', '1\n2\n3\n4\n5\n6\n7\n8\nlast without an end');
    write('src/new.js', '\n\nthree\n');
    write('empty.js', '');
    write('picture.png', new Uint8Array([0, 1, 2, 0]));
    git('mv', 'src/moved.js', 'src/there.js');
    git('rm', '-q', 'gone.js');
    git('add', '-A');
    const expected = [
      { path: 'a b/ü.js', lines: [9] },
      { path: 'src/changed.js', lines: [3, 9, 10] },
      { path: 'src/new.js', lines: [3] },
    ];
    const byPath = (text: string) => readDiff(text, 'd').sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(byPath(git('diff', '--cached'))).toEqual(expected);
    expect(byPath(git('diff', '--cached', '--unified=0'))).toEqual(expected);
    expect(byPath(git('diff', '--cached', '--no-prefix'))).toEqual(expected);
    expect(byPath(git('-c', 'diff.mnemonicPrefix=true', 'diff', '--cached'))).toEqual(expected);
  });

  test('has paths in quotes where they hold more than plain letters', () => {
    const quoted = '"b/a \\"\\\\\\t\\303\\274.js"';
    expect(readDiff(`--- /dev/null\n+++ ${quoted}\n@@ -0,0 +1 @@\n+x\n`, 'd')).toEqual([
      { path: 'a "\\\tü.js', lines: [1] },
    ]);
  });

  test('with the line ends of Windows is read', () => {
    expect(readDiff(diff('a.js', 1, ['x', '']).replaceAll('\n', '\r\n'), 'd')).toEqual([
      { path: 'a.js', lines: [1] },
    ]);
  });

  test.each([
    ['empty-diff', 'an empty one', ''],
    ['not-a-diff', 'plain text', 'fatal: bad revision'],
    ['not-a-diff', 'one that is cut off', diff('a', 1, ['x', 'y', 'z']).slice(0, -4)],
    ['not-a-diff', 'one of a merge', '--- a/a\n+++ b/a\n@@@ -1,1 -1,1 +1,2 @@@\n++x\n'],
    ['not-a-diff', 'a hunk of no file', '@@ -1 +1 @@\n-a\n+b\n'],
    ['not-a-diff', 'more added lines than the hunk says', diff('a', 1, ['x']).concat('+y\n')],
    ['not-a-diff', 'an added line that looks like the head of a file', diff('a', 1, ['x']).concat('+++ y\n')],
    ['not-a-diff', 'lines that are too many', '--- a/a\n+++ b/a\n@@ -1,2 +1,1 @@\n+x\n+y\n+z\n'],
  ])('%s: %s', async (code, _, changed) => {
    expect(await codeOf(measureTexts([report('a', [1])], { changed }))).toBe(code);
  });
});

describe('a baseline', () => {
  test('is what coverage fell from', async () => {
    const measured = await measureTexts([report('a', [1, 0, 0, 0])], { baseline: report('a', [1, 1, 1, 0]) });
    expect(valuesOf(measured).line_coverage_drop).toBe(0.5);
    expect(
      valuesOf(await measureTexts([report('a', [1])], { baseline: report('a', [1, 0]) })).line_coverage_drop,
    ).toBe(-0.5);
  });

  test('without a line is none, and nothing falls from a report without one', async () => {
    expect(await codeOf(measureTexts([report('a', [1])], { baseline: 'mode: set\n' }))).toBe(
      'empty-baseline',
    );
    expect(
      valuesOf(await measureTexts(['mode: set\n'], { baseline: report('a', [1]) })).line_coverage_drop,
    ).toBeNull();
  });
});
