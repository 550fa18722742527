import { PluginError } from '@gatehouse/plugin-kit';
import { addLine, type CoverageReport, type Source, sourceAt } from '../coverage.ts';
import { lineOf, refuse } from '../shape.ts';

const block = /^(.+):(\d+)\.\d+,(\d+)\.\d+ \d+ (\d+)$/;

/** A profile of `go test -coverprofile`: blocks from line to line, of which each line counts. It has no branches. */
export function readGo(text: string, shown: string): CoverageReport {
  const sources = new Map<string, Source>();
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (index === 0 || (line === '' && index === lines.length - 1)) continue;
    const place = `${shown}, line ${index + 1}`;
    const [, path, from, to, count] = block.exec(line) ?? [];
    if (path === undefined)
      throw new PluginError(
        'not-go-profile',
        `${place} is not a block of a Go coverage profile`,
        'Is it cut off, or are several profiles in one file? List each under `reports`.',
      );
    const source = sourceAt(sources, path, place);
    const [first, last] = [lineOf(from, place), lineOf(to, place)];
    if (last < first || last - first > 100_000) refuse(place, 'a block of lines');
    for (let at = first; at <= last; at += 1) addLine(source, at, Number(count) > 0);
  }
  return { format: 'Go coverage profile', sources, totals: [] };
}
