import { PluginError, secondsOf } from '@gatehouse/plugin-kit';
import {
  addBranch,
  addLine,
  type CoverageReport,
  countSources,
  type Source,
  sourceAt,
  type Total,
} from '../coverage.ts';
import { countOf, type Fields, fieldsOf, lineOf, listOf } from '../shape.ts';

/** The JSON of coverage.py (`coverage json`), of format 1 to 3; before 6.5 it did not say one. */
export function readCoveragePy(report: Fields, shown: string): CoverageReport {
  const meta = fieldsOf(report.meta, `${shown}: meta`);
  const { format = 1 } = meta;
  if (format !== 1 && format !== 2 && format !== 3)
    throw new PluginError(
      'unknown-version',
      `${shown}: meta.format is ${JSON.stringify(format)?.slice(0, 40)}; 1 to 3 are read`,
      'Write the report with a version of coverage.py that is read, or as LCOV.',
    );
  const sources = new Map<string, Source>();
  for (const [path, value] of Object.entries(fieldsOf(report.files, `${shown}: files`)))
    readFile(
      sourceAt(sources, path, `${shown}: a file`),
      fieldsOf(value, `${shown}, ${path}`),
      `${shown}, ${path}`,
    );
  const { timestamp } = meta;
  const seconds = secondsOf(typeof timestamp === 'string' ? timestamp : undefined);
  return { format: 'coverage.py JSON', sources, seconds, totals: totalsOf(report, sources, shown) };
}

function readFile(source: Source, file: Fields, place: string): void {
  const executed = new Set(listOf(file.executed_lines, `${place}: executed_lines`));
  const missing = listOf(file.missing_lines, `${place}: missing_lines`);
  for (const line of executed) addLine(source, lineOf(line, `${place}: executed_lines`), true);
  for (const line of missing) {
    if (executed.has(line)) throw contradiction(place, `line ${String(line)} was run and was not`);
    addLine(source, lineOf(line, `${place}: missing_lines`), false);
  }
  for (const name of ['executed_branches', 'missing_branches'] as const)
    for (const branch of file[name] === undefined ? [] : listOf(file[name], `${place}: ${name}`)) {
      const [from, to] = listOf(branch, `${place}: ${name}`);
      // Both ends are negative where they are the way in or out of a function.
      const line = lineOf(Math.abs(Number(from)), `${place}: ${name}`);
      addBranch(source, line, `coverage.py:${Number(from)},${Number(to)}`, name === 'executed_branches');
    }
}

const counted = {
  num_statements: 'lines',
  covered_lines: 'lines_covered',
  num_branches: 'branches',
  covered_branches: 'branches_covered',
} as const;

function totalsOf(report: Fields, sources: Map<string, Source>, shown: string): Total[] {
  const totals = fieldsOf(report.totals, `${shown}: totals`);
  const counts = countSources(sources.values());
  return Object.entries(counted).flatMap(([what, name]) =>
    totals[what] === undefined
      ? []
      : [{ what, said: countOf(totals[what], `${shown}: totals.${what}`), counted: [counts[name]] }],
  );
}

function contradiction(place: string, why: string): PluginError {
  return new PluginError('contradiction', `${place}: ${why}`, 'Run the tests and write the report again.');
}
