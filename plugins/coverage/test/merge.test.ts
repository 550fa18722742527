import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf, measureTexts, valuesOf } from './reports.ts';

type Hits = Record<string, Record<number, number>>;

const lcov = (files: Hits) =>
  Object.entries(files)
    .map(([path, lines]) => {
      const entries = Object.entries(lines).map(([line, hits]) => `DA:${line},${hits}\n`);
      return `SF:${path}\n${entries.join('')}end_of_record\n`;
    })
    .join('');

const cobertura = (source: string, files: Hits) => {
  const classes = Object.entries(files).map(([path, lines]) => {
    const entries = Object.entries(lines).map(([line, hits]) => `<line number="${line}" hits="${hits}"/>`);
    return `<class filename="${path}"><lines>${entries.join('')}</lines></class>`;
  });
  return `<coverage><sources><source>${source}</source></sources><packages><package><classes>${classes.join('')}</classes></package></packages></coverage>`;
};

const counts = async (...reports: string[]) => {
  const { files, lines, lines_covered } = valuesOf(await measureTexts(reports));
  return { files, lines, lines_covered };
};

describe('several reports', () => {
  test('a line is covered if any of them ran it', async () => {
    const unit = lcov({ 'src/a.js': { 1: 1, 2: 0, 3: 0 } });
    const whole = lcov({ 'src/a.js': { 1: 0, 2: 4, 3: 0, 4: 0 }, 'src/b.js': { 1: 1 } });
    expect(await counts(unit, whole)).toEqual({ files: 2, lines: 5, lines_covered: 3 });
  });

  test('of one format, a branch is taken if any of them took it', async () => {
    const of = (a: string, b: string) => `SF:a.js\nDA:1,1\nBRDA:1,0,0,${a}\nBRDA:1,0,1,${b}\nend_of_record\n`;
    expect(valuesOf(await measureTexts([of('1', '-'), of('0', '3')])).branch_coverage).toBe(1);
  });

  test('of two formats, a line has the branches that the better of them knows', async () => {
    const one = 'SF:a.js\nDA:1,1\nBRDA:1,0,0,1\nBRDA:1,0,1,0\nend_of_record\n';
    const other = cobertura('.', { 'a.js': { 1: 1 } }).replace(
      'hits="1"',
      'hits="1" condition-coverage="75% (3/4)"',
    );
    expect(valuesOf(await measureTexts([one, other]))).toMatchObject({ branches: 4, branch_coverage: 0.75 });
  });

  test.each([
    ['folder of the sources', 'ledger/__init__.py', '/srv/project/ledger', '__init__.py'],
    ['machine', 'src/a.js', '/home/ci/work', 'src/a.js'],
    ['drive', 'src/a.cs', 'C:\\work\\', 'src\\a.cs'],
    ['dots', './src/../src/a.js', '.', 'src/a.js'],
  ])('paths from another root are the same files: %s', async (_, path, source, name) => {
    const one = lcov({ [path]: { 1: 1, 2: 0 } });
    const other = cobertura(source, { [name]: { 1: 0, 2: 1 } });
    expect(await counts(one, other)).toEqual({ files: 1, lines: 2, lines_covered: 2 });
    expect(await counts(other, one)).toEqual({ files: 1, lines: 2, lines_covered: 2 });
  });

  test('files of one name in two folders are told apart by the others beside them', async () => {
    const one = lcov({ 'p/__init__.py': { 1: 0 }, 'p/sub/__init__.py': { 1: 0 }, 'p/app.py': { 1: 0 } });
    const other = lcov({ '__init__.py': { 1: 1 }, 'app.py': { 1: 1 } });
    expect(await counts(one, other)).toEqual({ files: 3, lines: 3, lines_covered: 2 });
  });

  test('where that cannot be told they stay apart, which is said', async () => {
    const measured = await measureTexts([
      lcov({ 'a/index.js': { 1: 0 }, 'b/index.js': { 1: 0 } }),
      lcov({ 'index.js': { 1: 1 } }),
    ]);
    expect(valuesOf(measured)).toMatchObject({ files: 3, lines_covered: 1 });
    expect(measured.details?.paths_unclear).toEqual(['report-1']);
  });

  test('modules with a file of one name are two files', async () => {
    const group = (name: string, ci: number) =>
      `<group name="${name}"><package name="p"><sourcefile name="Main.java"><line nr="1" mi="1" ci="${ci}"/></sourcefile></package></group>`;
    expect(await counts(`<report>${group('x', 1)}${group('y', 0)}</report>`)).toEqual({
      files: 2,
      lines: 2,
      lines_covered: 1,
    });
  });

  test('a summary cannot be merged, and none may be listed twice', async () => {
    const summary = '{"total":{"lines":{"total":1,"covered":1},"branches":{"total":0,"covered":0}}}';
    expect(await codeOf(measureTexts([summary, lcov({ a: { 1: 1 } })]))).toBe('summary-merged');
    const twice = { reports: ['r', './r'] };
    const { plugin } = await import('../src/index.ts');
    const context = { config: twice, file: () => '/none', progress: () => {} };
    await expect(plugin.measure(context)).rejects.toThrow(/listed twice/);
  });
});

test('whatever the reports, lines and covered lines are those of a loop over all of them, in any order', async () => {
  const lines = fc.dictionary(fc.integer({ min: 1, max: 6 }).map(String), fc.integer({ min: 0, max: 2 }), {
    minKeys: 1,
  });
  const report = fc.dictionary(fc.constantFrom('src/a.js', 'src/b.js', 'lib/c.js'), lines, { minKeys: 1 });
  await fc.assert(
    fc.asyncProperty(fc.array(report, { minLength: 1, maxLength: 4 }), async (reports) => {
      const all = new Map<string, boolean>();
      for (const files of reports)
        for (const [path, hits] of Object.entries(files))
          for (const [line, count] of Object.entries(hits))
            all.set(`${path}:${line}`, count > 0 || (all.get(`${path}:${line}`) ?? false));
      const expected = { lines: all.size, lines_covered: [...all.values()].filter(Boolean).length };
      expect(await counts(...reports.map(lcov))).toMatchObject(expected);
      expect(await counts(...reports.map(lcov).reverse())).toMatchObject(expected);
    }),
    { numRuns: 100 },
  );
});
