import { PluginError } from '@gatehouse/plugin-kit';
import {
  addBranch,
  addLine,
  addSource,
  type Counts,
  type CoverageReport,
  countSources,
  emptySource,
  noCounts,
  type Source,
  type Total,
} from '../coverage.ts';
import { countOf, lineOf } from '../shape.ts';

/** From SF to end_of_record: one source file, as one run of tests saw it. */
interface Section {
  path: string;
  place: string;
  source: Source;
  /** As it stands there. */
  listed: Counts;
  /** LF, LH, BRF, BRH. */
  said: Map<string, number>;
}

const totals = { LF: 'lines', LH: 'lines_covered', BRF: 'branches', BRH: 'branches_covered' } as const;

/** LCOV's tracefile (geninfo(1)), of LCOV 1 and 2. Throws PluginError `not-lcov` with the line. */
export function readLcov(text: string, shown: string): CoverageReport {
  const report = { format: 'LCOV', sources: new Map<string, Source>(), totals: [] as Total[] };
  const listed = noCounts();
  let open: Section | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = `${shown}, line ${index + 1}`;
    const [, key, value = ''] = /^([A-Z]{2,6}):(.*)$/.exec(line) ?? [];
    if (line.trim() === '' || line.startsWith('#') || key === 'TN') continue;
    if (key === undefined && line !== 'end_of_record') throw malformed(place, 'no entry begins so');
    if (key === 'SF') {
      if (open) throw malformed(place, `the section of ${open.path} has no end`);
      open = { path: value, place, source: emptySource(), listed: noCounts(), said: new Map() };
    } else if (open === undefined) throw malformed(place, 'no section is open');
    else if (key !== undefined) readEntry(open, key, value, place);
    else {
      addSource(report.sources, open.path, open.source, open.place);
      report.totals.push(...totalsOf(open));
      for (const name of Object.values(totals)) listed[name] += open.listed[name];
      open = undefined;
    }
  }
  if (open) throw malformed(shown, `the section of ${open.path} has no end`);
  return { ...report, listed };
}

function readEntry({ source, listed, said }: Section, key: string, value: string, place: string): void {
  const parts = value.split(',');
  if (key === 'DA') {
    const isCovered = countOf(parts[1], place) > 0;
    addLine(source, lineOf(parts[0], place), isCovered);
    listed.lines += 1;
    listed.lines_covered += isCovered ? 1 : 0;
  } else if (key === 'BRDA') {
    if (parts.length < 4) throw malformed(place, 'a branch has four parts: line, block, branch, taken');
    const taken = parts.at(-1) as string;
    const isTaken = taken !== '-' && countOf(taken, place) > 0;
    // The name of a branch may hold commas.
    addBranch(source, lineOf(parts[0], place), `lcov:${parts.slice(1, -1).join(',')}`, isTaken);
    listed.branches += 1;
    listed.branches_covered += isTaken ? 1 : 0;
  } else if (Object.hasOwn(totals, key)) said.set(key, countOf(value, place));
}

function totalsOf({ path, source, listed, said }: Section): Total[] {
  const counts = countSources([source]);
  return Object.entries(totals).flatMap(([key, name]) => {
    const number = said.get(key);
    if (number === undefined) return [];
    return [{ what: `${path}: ${key}`, said: number, counted: [counts[name], listed[name]] }];
  });
}

function malformed(place: string, why: string): PluginError {
  return new PluginError(
    'not-lcov',
    `${place} is not LCOV: ${why}`,
    'Is it cut off? Write the report again.',
  );
}
