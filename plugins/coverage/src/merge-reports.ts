import { PluginError } from '@gatehouse/plugin-kit';
import { alignPaths } from './align-paths.ts';
import { addSource, type Counts, type CoverageReport, countSources, type Source } from './coverage.ts';

export interface Merged {
  /** By path. Of a summary, without lines. */
  sources: Map<string, Source>;
  counts: Counts;
  /** Whether there are lines, and not only their number. */
  hasLines: boolean;
  /** Reports whose paths could not be told to be those of the others: their files are counted by themselves. */
  unaligned: string[];
}

/** Lays reports on one another, line by line. Throws PluginError `empty-report` and `summary-merged`. */
export function mergeReports(reports: readonly { shown: string; report: CoverageReport }[]): Merged {
  const [first] = reports;
  if (reports.length === 1 && first) {
    const { sources, summary } = first.report;
    const counts = summary ?? countSources(sources.values());
    return { sources, counts, hasLines: summary === undefined, unaligned: [] };
  }
  const sources = new Map<string, Source>();
  const unaligned: string[] = [];
  for (const { shown, report } of reports) {
    refuseUnmergeable(report, shown);
    const { paths, isClear } = alignPaths(sources, report.sources);
    if (!isClear) unaligned.push(shown);
    for (const [path, source] of report.sources) addSource(sources, paths.get(path) as string, source, shown);
  }
  return { sources, counts: countSources(sources.values()), hasLines: true, unaligned };
}

// What other reports hold must not hide that one is empty; a single one says so by itself.
function refuseUnmergeable({ sources, summary }: CoverageReport, shown: string): void {
  if (summary !== undefined)
    throw new PluginError(
      'summary-merged',
      `${shown} has the number of lines alone, and cannot be merged with other reports`,
      "List Istanbul's coverage-final.json, or lcov.info, instead.",
    );
  if (countSources(sources.values()).lines > 0) return;
  throw new PluginError(
    'empty-report',
    `${shown} has no line`,
    'Run its tests again, or take it out of the list.',
  );
}
