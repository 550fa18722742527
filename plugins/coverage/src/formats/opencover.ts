import type { Element } from '@gatehouse/plugin-kit/xml';
import { addBranch, addLine, type CoverageReport, type Source, sourceAt, type Total } from '../coverage.ts';
import { attributeOf, countOf, everywhere, lineOf, refuse, within } from '../shape.ts';

// The compiler marks what has no line in the source by this number.
const hidden = 0xfeefee;

interface Rows {
  points: number;
  visited: number;
  branches: number;
  taken: number;
  methods: number;
  methodsVisited: number;
}

/** OpenCover XML, as OpenCover, AltCover and coverlet write it: each line that a sequence point spans counts. */
export function readOpenCover(root: Element, shown: string): CoverageReport {
  const sources = new Map<string, Source>();
  const rows: Rows = { points: 0, visited: 0, branches: 0, taken: 0, methods: 0, methodsVisited: 0 };
  for (const module of within(root, 'Modules', 'Module')) {
    const files = new Map(
      within(module, 'Files', 'File').map((file) => [
        attributeOf(file, 'uid'),
        attributeOf(file, 'fullPath') ?? '',
      ]),
    );
    for (const method of everywhere(module, 'Method')) {
      const [ref] = within(method, 'FileRef').map((one) => attributeOf(one, 'uid'));
      const sourceOf = (point: Element) => {
        const path = files.get(attributeOf(point, 'fileid') ?? ref) ?? files.get(ref);
        return path === undefined
          ? refuse(`${shown}: fileid of a point`, 'one of its files')
          : sourceAt(sources, path, shown);
      };
      readPoints(method, sourceOf, rows, shown);
      readBranches(method, sourceOf, rows, shown);
    }
  }
  return { format: 'OpenCover', sources, totals: totalsOf(root, rows, shown) };
}

function readPoints(method: Element, sourceOf: (point: Element) => Source, rows: Rows, shown: string): void {
  const points = within(method, 'SequencePoints', 'SequencePoint');
  for (const point of points) {
    const source = sourceOf(point);
    const first = lineOf(attributeOf(point, 'sl'), `${shown}: sl of a point`, hidden);
    const last = lineOf(attributeOf(point, 'el') ?? first, `${shown}: el of a point`, hidden);
    const isVisited = countOf(attributeOf(point, 'vc'), `${shown}: vc of a point`) > 0;
    if (last < first || last - first > 100_000) refuse(`${shown}: sl and el of a point`, 'a range of lines');
    for (let at = first; at <= last && first !== hidden; at += 1) addLine(source, at, isVisited);
    rows.points += 1;
    rows.visited += isVisited ? 1 : 0;
  }
  const wasVisited = points.some((point) => attributeOf(point, 'vc') !== '0');
  rows.methods += points.length > 0 ? 1 : 0;
  rows.methodsVisited += wasVisited ? 1 : 0;
}

function readBranches(
  method: Element,
  sourceOf: (point: Element) => Source,
  rows: Rows,
  shown: string,
): void {
  const [name = ''] = within(method, 'Name').map(({ text }) => text);
  for (const point of within(method, 'BranchPoints', 'BranchPoint')) {
    const line = lineOf(attributeOf(point, 'sl'), `${shown}: sl of a branch`, hidden);
    const isTaken = countOf(attributeOf(point, 'vc'), `${shown}: vc of a branch`) > 0;
    const branch = ['offset', 'path', 'ordinal'].map((one) => attributeOf(point, one)).join(',');
    if (line !== hidden) addBranch(sourceOf(point), line, `opencover:${name}:${branch}`, isTaken);
    rows.branches += 1;
    rows.taken += isTaken ? 1 : 0;
  }
}

// OpenCover itself counts the way into a method as a branch too; others do not.
function totalsOf(root: Element, rows: Rows, shown: string): Total[] {
  const [summary] = within(root, 'Summary');
  const counted = {
    numSequencePoints: [rows.points],
    visitedSequencePoints: [rows.visited],
    numBranchPoints: [rows.branches, rows.branches + rows.methods],
    visitedBranchPoints: [rows.taken, rows.taken + rows.methodsVisited],
  };
  return Object.entries(counted).flatMap(([what, counts]) => {
    const said = summary && attributeOf(summary, what);
    return said === undefined ? [] : [{ what, said: countOf(said, `${shown}: ${what}`), counted: counts }];
  });
}
