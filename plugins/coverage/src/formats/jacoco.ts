import type { Element } from '@gatehouse/plugin-kit/xml';
import { addBranches, addLine, type CoverageReport, type Source, sourceAt, type Total } from '../coverage.ts';
import { earliest, epochOf } from '../epoch.ts';
import { attributeOf, countOf, lineOf, within } from '../shape.ts';

interface Found {
  group: string;
  path: string;
  element: Element;
}

/**
 * JaCoCo XML (report.dtd). A line is covered if any of its instructions ran (`ci`), as JaCoCo counts it. A source file that
 * stands in several groups is one for each of them.
 */
export function readJacoco(root: Element, shown: string): CoverageReport {
  const sources = new Map<string, Source>();
  const found = filesOf(root, '');
  const groups = new Map<string, Set<string>>();
  for (const { group, path } of found) groups.set(path, (groups.get(path) ?? new Set()).add(group));
  const rows = { LINE: [0, 0], BRANCH: [0, 0] } satisfies Record<string, [number, number]>;
  const totals: Total[] = [];
  for (const { group, path, element } of found) {
    const isShared = (groups.get(path)?.size ?? 0) > 1;
    const source = sourceAt(sources, isShared ? `${group}/${path}` : path, `${shown}: a source file`);
    const own = readLines(source, element, `${shown}, ${path}`);
    totals.push(...totalsOf(element, own, `${shown}, ${path}`));
    for (const type of ['LINE', 'BRANCH'] as const)
      for (const i of [0, 1] as const) rows[type][i] += own[type][i];
  }
  const sessions = within(root, 'sessioninfo').map((one) => epochOf(attributeOf(one, 'dump')));
  return {
    format: 'JaCoCo',
    sources,
    seconds: earliest(sessions),
    totals: [...totalsOf(root, rows, shown), ...totals],
  };
}

function filesOf(element: Element, group: string): Found[] {
  const inner = within(element, 'group').flatMap((one) =>
    filesOf(one, [group, attributeOf(one, 'name') ?? ''].filter(Boolean).join('/')),
  );
  const own = within(element, 'package').flatMap((one) =>
    within(one, 'sourcefile').map((file) => {
      const name = attributeOf(file, 'name');
      const folder = attributeOf(one, 'name');
      return {
        group,
        path: name === undefined ? '' : [folder, name].filter(Boolean).join('/'),
        element: file,
      };
    }),
  );
  return [...inner, ...own];
}

type Rows = Record<'LINE' | 'BRANCH', [missed: number, covered: number]>;

function readLines(source: Source, element: Element, place: string): Rows {
  const rows: Rows = { LINE: [0, 0], BRANCH: [0, 0] };
  for (const line of within(element, 'line')) {
    const number = lineOf(attributeOf(line, 'nr'), `${place}: nr of a line`);
    const count = (name: string) => countOf(attributeOf(line, name) ?? '0', `${place}:${number}: ${name}`);
    const isCovered = countOf(attributeOf(line, 'ci'), `${place}:${number}: ci`) > 0;
    addLine(source, number, isCovered);
    addBranches(source, number, 'jacoco', { taken: count('cb'), all: count('cb') + count('mb') });
    rows.LINE[isCovered ? 1 : 0] += 1;
    rows.BRANCH[0] += count('mb');
    rows.BRANCH[1] += count('cb');
  }
  return rows;
}

function totalsOf(element: Element, rows: Rows, place: string): Total[] {
  return within(element, 'counter').flatMap((counter) => {
    const type = attributeOf(counter, 'type');
    if (type !== 'LINE' && type !== 'BRANCH') return [];
    return (['missed', 'covered'] as const).map((what, i) => ({
      what: `${place}: ${type} ${what}`,
      said: countOf(attributeOf(counter, what), `${place}: ${type} ${what}`),
      counted: [rows[type][i as 0 | 1]],
    }));
  });
}
