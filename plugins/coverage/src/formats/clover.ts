import type { Element } from '@gatehouse/plugin-kit/xml';
import { addBranches, addLine, type CoverageReport, type Source, sourceAt, type Total } from '../coverage.ts';
import { earliest, epochOf } from '../epoch.ts';
import { attributeOf, countOf, everywhere, lineOf, within } from '../shape.ts';

interface Rows {
  statements: number;
  covered: number;
  conditions: number;
  conditionsCovered: number;
  branches: number;
  taken: number;
}

/**
 * Clover XML, as OpenClover, PHPUnit and Istanbul write it. Lines are those with a statement or a condition: the heads of
 * methods are none, and the tests themselves (`testproject`) are left out.
 */
export function readClover(root: Element, shown: string): CoverageReport {
  const sources = new Map<string, Source>();
  const rows: Rows = {
    statements: 0,
    covered: 0,
    conditions: 0,
    conditionsCovered: 0,
    branches: 0,
    taken: 0,
  };
  const projects = within(root, 'project');
  for (const file of projects.flatMap((project) => everywhere(project, 'file'))) {
    const path = attributeOf(file, 'path') ?? attributeOf(file, 'name') ?? '';
    const source = sourceAt(sources, path, `${shown}: a file`);
    for (const line of within(file, 'line')) readLine(line, source, rows, `${shown}, ${path}`);
  }
  return {
    format: 'Clover',
    sources,
    seconds: earliest([root, ...projects].map((one) => epochOf(attributeOf(one, 'generated')))),
    totals: projects.flatMap((project) => totalsOf(project, rows, shown)),
  };
}

function readLine(line: Element, source: Source, rows: Rows, place: string): void {
  const number = lineOf(attributeOf(line, 'num'), `${place}: num of a line`);
  const type = attributeOf(line, 'type');
  const count = (name: string) => countOf(attributeOf(line, name), `${place}:${number}: ${name}`);
  if (type === 'method') return;
  if (type !== 'cond') {
    const isCovered = count('count') > 0;
    addLine(source, number, isCovered);
    rows.statements += 1;
    rows.covered += isCovered ? 1 : 0;
    return;
  }
  // Istanbul writes how many branches were taken and how many were not; Clover how often it was true, and how often false.
  const [yes, no] = [count('truecount'), count('falsecount')];
  const isIstanbul = attributeOf(line, 'count') !== undefined;
  const isCovered = isIstanbul ? count('count') > 0 : yes + no > 0;
  const branches = isIstanbul
    ? { taken: yes, all: yes + no }
    : { taken: Math.sign(yes) + Math.sign(no), all: 2 };
  addLine(source, number, isCovered);
  addBranches(source, number, 'clover', branches);
  rows.conditions += 1;
  rows.conditionsCovered += isCovered ? 1 : 0;
  rows.branches += branches.all;
  rows.taken += branches.taken;
}

function totalsOf(project: Element, rows: Rows, shown: string): Total[] {
  const [metrics] = within(project, 'metrics');
  // Of a line with a condition, Istanbul counts that as its statement.
  const counted = {
    statements: [rows.statements, rows.statements + rows.conditions],
    coveredstatements: [rows.covered, rows.covered + rows.conditionsCovered],
    conditionals: [rows.branches],
    coveredconditionals: [rows.taken],
  };
  return Object.entries(counted).flatMap(([what, counts]) => {
    const said = metrics && attributeOf(metrics, what);
    return said === undefined ? [] : [{ what, said: countOf(said, `${shown}: ${what}`), counted: counts }];
  });
}
