import { addBranch, addLine, type CoverageReport, type Source, sourceAt } from '../coverage.ts';
import { countOf, type Fields, fieldsOf, lineOf, listOf, refuse } from '../shape.ts';

/**
 * Istanbul's `coverage-final.json`, as nyc, Jest and Vitest write it. A line counts where a statement begins, and is covered
 * if one of those ran, as in Istanbul's own reports.
 */
export function readIstanbul(report: Fields, shown: string): CoverageReport {
  const sources = new Map<string, Source>();
  for (const [key, value] of Object.entries(report)) {
    const place = `${shown}, ${key}`;
    const file = fieldsOf(value, place);
    const source = sourceAt(sources, typeof file.path === 'string' ? file.path : key, place);
    const statements = fieldsOf(file.statementMap, `${place}: statementMap`);
    const hits = fieldsOf(file.s, `${place}: s`);
    if (Object.keys(statements).length !== Object.keys(hits).length)
      refuse(`${place}: s`, 'about each statement');
    for (const [id, count] of Object.entries(hits))
      addLine(
        source,
        startOf(statements[id], `${place}: statement ${id}`),
        countOf(count, `${place}: s.${id}`) > 0,
      );
    readBranches(source, file, place);
  }
  return { format: 'Istanbul JSON', sources, totals: [] };
}

function readBranches(source: Source, file: Fields, place: string): void {
  const branches = fieldsOf(file.branchMap, `${place}: branchMap`);
  for (const [id, counts] of Object.entries(fieldsOf(file.b, `${place}: b`))) {
    const branch = fieldsOf(branches[id], `${place}: branch ${id}`);
    const line = branch.loc === undefined ? lineOf(branch.line, place) : startOf(branch, place, 'loc');
    for (const [index, count] of listOf(counts, `${place}: b.${id}`).entries())
      addBranch(source, line, `istanbul:${id},${index}`, countOf(count, `${place}: b.${id}`) > 0);
  }
}

function startOf(value: unknown, place: string, within?: string): number {
  const fields = fieldsOf(value, place);
  const range = within === undefined ? fields : fieldsOf(fields[within], place);
  return lineOf(fieldsOf(range.start, place).line, place);
}

/** Istanbul's `coverage-summary.json`: numbers by file, and no lines. */
export function readIstanbulSummary(report: Fields, shown: string): CoverageReport {
  const { total, ...files } = report;
  const sources = new Map<string, Source>();
  const all = Object.entries(files).map(([path, file]) => {
    sourceAt(sources, path, shown);
    return countsOf(file, `${shown}, ${path}`);
  });
  const said = countsOf(total, `${shown}: total`);
  const sum = (name: keyof typeof said) => all.reduce((so, counts) => so + counts[name], 0);
  const names = Object.keys(said) as (keyof typeof said)[];
  return {
    format: 'Istanbul summary',
    sources,
    summary: said,
    totals: names.map((name) => ({ what: `total: ${name}`, said: said[name], counted: [sum(name)] })),
  };
}

function countsOf(value: unknown, place: string) {
  const fields = fieldsOf(value, place);
  const [lines, branches] = (['lines', 'branches'] as const).map((what) => {
    const of = fieldsOf(fields[what], `${place}: ${what}`);
    const [all, covered] = [countOf(of.total, `${place}: ${what}`), countOf(of.covered, `${place}: ${what}`)];
    return covered <= all ? { all, covered } : refuse(`${place}: ${what}`, 'at least as many as are covered');
  }) as [{ all: number; covered: number }, { all: number; covered: number }];
  return {
    lines: lines.all,
    lines_covered: lines.covered,
    branches: branches.all,
    branches_covered: branches.covered,
  };
}
