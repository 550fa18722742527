import { PluginError } from '@gatehouse/plugin-kit';
import type { Element } from '@gatehouse/plugin-kit/xml';
import {
  addBranches,
  addLine,
  type Counts,
  type CoverageReport,
  countSources,
  noCounts,
  type Source,
  sourceAt,
  type Total,
} from '../coverage.ts';
import { epochOf } from '../epoch.ts';
import { isAbsolute, normalisePath } from '../normalise-path.ts';
import { attributeOf, countOf, everywhere, lineOf, within } from '../shape.ts';

/** Cobertura XML (coverage-04.dtd), as Cobertura, coverage.py, coverlet, gcovr, Istanbul and others write it. */
export function readCobertura(root: Element, shown: string): CoverageReport {
  const sources = new Map<string, Source>();
  const [folder, ...others] = within(root, 'sources', 'source').map(({ text }) => normalisePath(text));
  const rows = noCounts();
  for (const element of everywhere(root, 'class')) {
    const name = attributeOf(element, 'filename') ?? '';
    // With several folders it cannot be told which of them a name stands in.
    const path =
      folder && others.length === 0 && !isAbsolute(normalisePath(name)) ? `${folder}/${name}` : name;
    const source = sourceAt(sources, name === '' ? '' : path, `${shown}: a class`);
    const place = `${shown}, ${name}`;
    for (const line of linesOf(element)) {
      const number = lineOf(attributeOf(line, 'number'), `${place}: number of a line`);
      const isCovered = countOf(attributeOf(line, 'hits'), `${place}:${number}: hits`) > 0;
      const branches = branchesOf(line, `${place}:${number}`);
      addLine(source, number, isCovered);
      addBranches(source, number, 'cobertura', branches);
      rows.lines += 1;
      rows.lines_covered += isCovered ? 1 : 0;
      rows.branches += branches.all;
      rows.branches_covered += branches.taken;
    }
  }
  return {
    format: 'Cobertura',
    seconds: epochOf(attributeOf(root, 'timestamp')),
    sources,
    listed: rows,
    totals: totalsOf(root, [rows, countSources(sources.values())], shown),
  };
}

// Some tools list lines by method alone; those of the class repeat them.
function linesOf(element: Element): Element[] {
  const own = within(element, 'lines', 'line');
  return own.length > 0 ? own : within(element, 'methods', 'method', 'lines', 'line');
}

/** `condition-coverage="50% (1/2)"`. */
function branchesOf(line: Element, place: string): { taken: number; all: number } {
  const text = attributeOf(line, 'condition-coverage');
  if (text === undefined) return { taken: 0, all: 0 };
  const [, taken, all] = (/\((\d{1,6})\/(\d{1,6})\)/.exec(text) ?? []).map(Number);
  if (taken !== undefined && all !== undefined && taken <= all) return { taken, all };
  throw new PluginError(
    'unknown-shape',
    `${place}: condition-coverage is ${text.slice(0, 40)}, not a share such as 50% (1/2)`,
    'Let the coverage tool write the report again.',
  );
}

const attributes = {
  'lines-valid': (rows: Counts) => rows.lines,
  'lines-covered': (rows: Counts) => rows.lines_covered,
  'branches-valid': (rows: Counts) => rows.branches,
  'branches-covered': (rows: Counts) => rows.branches_covered,
};

function totalsOf(root: Element, counts: readonly Counts[], shown: string): Total[] {
  const said = Object.entries(attributes).flatMap(([what, of]): Total[] => {
    const text = attributeOf(root, what);
    // A tool for Swift writes a share here, 1.0, for want of branches.
    return text === undefined || !/^\d+$/.test(text)
      ? []
      : [{ what, said: countOf(text, `${shown}: ${what}`), counted: counts.map(of) }];
  });
  return [...said, ...rateOf(root, counts)];
}

// Tools cut or round it to three digits and more; of nothing it is 0, 1 or NaN.
function rateOf(root: Element, counts: readonly Counts[]): Total[] {
  const text = attributeOf(root, 'line-rate');
  const some = counts.filter(({ lines }) => lines > 0);
  if (text === undefined || some.length === 0) return [];
  const counted = some.map(({ lines, lines_covered }) => lines_covered / lines);
  return [{ what: 'line-rate', said: Number(text), counted, within: 0.001 }];
}
