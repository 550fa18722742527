import { countSources, type Source } from './coverage.ts';
import type { Changed } from './measure-changed.ts';

const mostListed = 50;

/** For people: changed lines that were not run, changed files that no report knows, and the files with most such lines. */
export function listUncovered(
  sources: ReadonlyMap<string, Source>,
  changed: Changed | undefined,
): Record<string, unknown> {
  const files = [...sources]
    .map(([file, source]) => {
      const { lines, lines_covered } = countSources([source]);
      return { file, lines, uncovered: lines - lines_covered };
    })
    .filter(({ uncovered }) => uncovered > 0)
    .sort((a, b) => b.uncovered - a.uncovered || (a.file < b.file ? -1 : 1));
  return {
    ...listed('files_uncovered', files),
    ...(changed && {
      ...listed(
        'changed_uncovered',
        changed.uncovered.map(({ file, lines }) => ({ file, lines: rangesOf(lines) })),
      ),
      ...listed('changed_unknown', changed.unknownFiles),
    }),
  };
}

function listed(name: string, all: readonly unknown[]): Record<string, unknown> {
  return {
    [name]: all.slice(0, mostListed),
    ...(all.length > mostListed ? { [`${name}_cut`]: `the first ${mostListed} of ${all.length}` } : {}),
  };
}

/** 3, 4, 5, 9 as `3-5, 9`. */
function rangesOf(lines: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const line of lines) {
    const open = ranges.at(-1);
    if (open !== undefined && line === open[1] + 1) open[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
