import { type Measured, method } from '@gatehouse/plugin-kit';

/** How each metric is computed. */
export const methods: Measured['methods'] = {
  lines: method(
    'lines of source that can be run, each once, of all reports: in Clover those with a statement or condition, in Go and ' +
      'OpenCover those that a block or sequence point spans, in Istanbul those where a statement begins, else as listed',
  ),
  lines_covered: method('lines that any report says were run, also in part'),
  line_coverage: method('lines_covered / lines; n: lines'),
  branches: method(
    'branches of all reports, each once; formats that only count the branches of a line: the most of any report',
  ),
  branch_coverage: method(
    'branches that were taken / branches; where two reports only count those of a line, the most of any of them, which is ' +
      'the least that it can be; n: branches',
  ),
  files: method('source files that the reports know'),
  changed_lines: method(
    'lines that the diff `changed` adds and that the reports know as lines that can be run; blank ones left out. A file is ' +
      'found by its path, below the folder that all files of the reports have in common, or by the longest end of its ' +
      'path that is found once',
  ),
  changed_line_coverage: method('changed_lines that were run / changed_lines; n: changed_lines'),
  changed_lines_unknown: method(
    'lines that the diff adds to files that no report knows, of a kind (by the end of the name) of which reports know ' +
      'others; blank ones left out; n: these files',
  ),
  line_coverage_drop: method('line_coverage of `baseline` - line_coverage; above 0 where it fell; n: lines'),
  reported_at: method(
    'when each report was written, in seconds since 1970 UTC, by itself (Cobertura timestamp, Clover generated, the first ' +
      'JaCoCo session, coverage.py timestamp; without a zone read as UTC) or its provenance, the earlier where both tell; ' +
      'for each subject that the provenance names (label `subject`: `git:…` of a commit, `sha256:…` of an artifact)',
  ),
  count_mismatch: method(
    'totals of the reports that differ from what their lines add up to: Cobertura lines-valid, lines-covered, line-rate and ' +
      'the same of branches; LCOV LF, LH, BRF, BRH; JaCoCo counters LINE and BRANCH of report and files; Clover ' +
      'statements and conditionals; OpenCover points; coverage.py totals; Istanbul summary total; n: totals',
  ),
};
