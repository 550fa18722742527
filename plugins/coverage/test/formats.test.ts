import { describe, expect, test } from 'vitest';
import { codeOf, measureTexts, valuesOf } from './reports.ts';

// The same four lines and four branches of src/a.js in each: 1 and 2 were run, of the branches of 2 one was taken.
const formats: Record<string, string> = {
  lcov: `TN:unit
SF:src/a.js
FN:1,f
FNDA:1,f
DA:1,1
DA:2,5
DA:3,0
DA:4,0
BRDA:2,0,jump, or not,1
BRDA:2,0,other,0
BRDA:3,1,0,-
BRDA:3,1,1,-
LF:4
LH:2
BRF:4
BRH:1
end_of_record
`,
  cobertura: `<?xml version="1.0"?><!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage lines-valid="4" lines-covered="2" line-rate="0.5" branches-valid="4" branches-covered="1">
<sources><source>/ci/src</source></sources><packages><package name="p"><classes><class name="a" filename="a.js">
<methods><method name="f"><lines><line number="1" hits="1"/></lines></method></methods>
<lines><line number="1" hits="1"/><line number="2" hits="5" branch="true" condition-coverage="50% (1/2)"/>
<line number="3" hits="0" branch="true" condition-coverage="0% (0/2)"/><line number="4" hits="0"/></lines>
</class></classes></package></packages></coverage>`,
  jacoco: `<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">
<report name="r"><group name="g"><package name="src"><sourcefile name="a.js">
<line nr="1" mi="0" ci="1" mb="0" cb="0"/><line nr="2" mi="1" ci="1" mb="1" cb="1"/>
<line nr="3" mi="1" ci="0" mb="2" cb="0"/><line nr="4" mi="1" ci="0"/>
<counter type="LINE" missed="2" covered="2"/></sourcefile></package></group>
<counter type="LINE" missed="2" covered="2"/><counter type="BRANCH" missed="3" covered="1"/></report>`,
  clover: `<coverage generated="1" clover="4.3.1"><project><metrics statements="4" coveredstatements="2" conditionals="4"
coveredconditionals="1"/><package name="p"><file name="a.js" path="/ci/src/a.js"><line num="1" count="1" type="stmt"/>
<line num="1" count="0" type="method"/><line num="2" count="5" type="stmt"/>
<line num="2" truecount="5" falsecount="0" type="cond"/><line num="3" count="0" type="stmt"/>
<line num="3" truecount="0" falsecount="0" type="cond"/><line num="4" count="0" type="stmt"/></file></package></project>
<testproject><file path="t.js"><line num="1" count="1" type="stmt"/></file></testproject></coverage>`,
  opencover: `<CoverageSession><Summary numSequencePoints="3" visitedSequencePoints="1" numBranchPoints="4"
visitedBranchPoints="1"/><Modules><Module skippedDueTo="Filter"/><Module><Files><File uid="1" fullPath="C:\\ci\\src\\a.js"/>
</Files><Classes><Class><Methods><Method><Name>f</Name><FileRef uid="1"/><SequencePoints>
<SequencePoint vc="5" sl="1" el="2" fileid="1"/><SequencePoint vc="0" sl="3" el="3"/>
<SequencePoint vc="0" sl="4" el="4" fileid="1"/></SequencePoints><BranchPoints>
<BranchPoint vc="1" sl="2" offset="1" path="0" fileid="1"/><BranchPoint vc="0" sl="2" offset="1" path="1"/>
<BranchPoint vc="0" sl="3" offset="2" path="0"/><BranchPoint vc="0" sl="3" offset="2" path="1"/>
</BranchPoints></Method></Methods></Class></Classes></Module></Modules></CoverageSession>`,
  'coverage.py': JSON.stringify({
    meta: { format: 3, version: '7.6.0', branch_coverage: true },
    files: {
      'src/a.js': {
        executed_lines: [1, 2],
        missing_lines: [3, 4],
        executed_branches: [[2, 3]],
        missing_branches: [
          [2, -1],
          [3, 4],
          [3, -1],
        ],
      },
    },
    totals: { covered_lines: 2, num_statements: 4, num_branches: 4, covered_branches: 1 },
  }),
  istanbul: JSON.stringify({
    '/ci/src/a.js': {
      path: '/ci/src/a.js',
      statementMap: Object.fromEntries(
        [1, 2, 3, 4].map((line) => [line, { start: { line }, end: { line } }]),
      ),
      s: { 1: 1, 2: 5, 3: 0, 4: 0 },
      fnMap: {},
      f: {},
      branchMap: { 0: { loc: { start: { line: 2 } } }, 1: { line: 3 } },
      b: { 0: [1, 0], 1: [0, 0] },
    },
  }),
  summary: JSON.stringify({
    total: { lines: { total: 4, covered: 2, pct: 50 }, branches: { total: 4, covered: 1, pct: 25 } },
    '/ci/src/a.js': { lines: { total: 4, covered: 2 }, branches: { total: 4, covered: 1 } },
  }),
};

test.each(Object.entries(formats))('%s: lines, branches and files', async (_, text) => {
  const measured = await measureTexts([text]);
  expect(measured.examined).toBe(4);
  expect(valuesOf(measured)).toEqual({
    lines: 4,
    lines_covered: 2,
    line_coverage: 0.5,
    branches: 4,
    branch_coverage: 0.25,
    files: 1,
    count_mismatch: 0,
  });
});

test('a Go profile has no branches', async () => {
  const measured = await measureTexts([
    'mode: set\nex.org/m/a.go:1.1,3.2 2 1\nex.org/m/a.go:3.5,4.2 1 0\nex.org/m/b.go:7.1,7.9 1 0\n',
  ]);
  expect(valuesOf(measured)).toMatchObject({ lines: 5, lines_covered: 3, files: 2, branch_coverage: null });
  expect(measured.measurements.find(({ metric }) => metric === 'branch_coverage')?.note).toBe(
    'no report names a branch',
  );
});

const lcov = formats.lcov as string;

describe('what a report says of itself', () => {
  test.each(
    Object.entries({
      lcov: ['LF:4', 'LF:3'],
      cobertura: ['lines-covered="2"', 'lines-covered="4"'],
      jacoco: ['type="BRANCH" missed="3"', 'type="BRANCH" missed="0"'],
      clover: ['coveredstatements="2"', 'coveredstatements="4"'],
      opencover: ['visitedSequencePoints="1"', 'visitedSequencePoints="3"'],
      'coverage.py': ['"num_statements":4', '"num_statements":2'],
      summary: ['"covered":2,"pct":50', '"covered":4,"pct":100'],
    }),
  )('%s: is compared with its lines', async (format, [right = '', wrong = '']) => {
    const text = formats[format] as string;
    expect(text).toContain(right);
    const measured = await measureTexts([text.replace(right, wrong)]);
    expect(valuesOf(measured).count_mismatch).toBe(1);
    expect(measured.details?.count_mismatches).toHaveLength(1);
  });

  test('Cobertura: a rate is compared too', async () => {
    const measured = await measureTexts([
      (formats.cobertura as string).replace('line-rate="0.5"', 'line-rate="0.97"'),
    ]);
    expect(measured.details?.count_mismatches).toEqual([
      { report: 'report-0', what: 'line-rate', said: '0.97', counted: 0.5 },
    ]);
  });
});

describe('nothing was measured', () => {
  test.each([
    ['Cobertura', '<coverage lines-valid="0" line-rate="1"><packages/></coverage>'],
    ['JaCoCo', '<report name="r"><sessioninfo id="i"/></report>'],
    ['Clover', '<coverage><project><metrics statements="0"/></project></coverage>'],
    ['OpenCover', '<CoverageSession><Modules/></CoverageSession>'],
    ['Go', 'mode: atomic\n'],
    ['LCOV', 'TN:\nSF:a.c\nLF:0\nLH:0\nend_of_record\n'],
    ['coverage.py', '{"meta":{"format":2},"files":{},"totals":{"covered_lines":0,"percent_covered":100}}'],
    ['Istanbul', '{}'],
  ])('%s: no line is no coverage', async (_, text) => {
    const measured = await measureTexts([text]);
    expect(measured.examined).toBe(0);
    expect(valuesOf(measured)).toMatchObject({ lines: 0, line_coverage: null, branch_coverage: null });
  });

  test('and does not hide behind other reports', async () => {
    expect(await codeOf(measureTexts([lcov, 'mode: set\n']))).toBe('empty-report');
  });
});

describe('a file that is no report', () => {
  const cut = (text = '', at: number) => text.slice(0, Math.floor(text.length * at));
  test.each([
    ['unknown-format', 'an empty file', ''],
    ['unknown-format', 'plain text', 'All tests passed, coverage 100%'],
    ['unknown-format', 'a JUnit report', '<testsuites/>'],
    ['unknown-format', 'a web page', '<!DOCTYPE html><html><head/></html>'],
    ['unknown-format', 'a build file of Ant', '<project name="JaCoCo"/>'],
    ['unknown-format', 'another JSON', '{"SchemaVersion":2,"Results":[]}'],
    ['unknown-format', 'a list', '[{}]'],
    ['unknown-format', 'a Go profile with another mode', 'mode: none\n'],
    ['unknown-version', 'coverage.py of a later format', '{"meta":{"format":4},"files":{},"totals":{}}'],
    [
      'unknown-shape',
      'an Istanbul file without hits',
      '{"a":{"statementMap":{"0":{"start":{"line":1}}},"s":{}}}',
    ],
    ['unknown-shape', 'a line of no number', lcov.replace('DA:1,1', 'DA:one,1')],
    ['unknown-shape', 'hits below zero', lcov.replace('DA:1,1', 'DA:1,-1')],
    [
      'unknown-shape',
      'more branches taken than there are',
      (formats.cobertura ?? '').replace('(1/2)', '(3/2)'),
    ],
    ['unknown-shape', 'a class without a file', (formats.cobertura ?? '').replace(' filename="a.js"', '')],
    [
      'unknown-shape',
      'a summary with more covered than there is',
      (formats.summary ?? '').replace('"covered":2', '"covered":5'),
    ],
    ['unknown-shape', 'a block that ends before it begins', 'mode: set\na.go:9.1,3.2 2 1\n'],
    [
      'unknown-shape',
      'a point in no file',
      (formats.opencover ?? '')
        .replace('<FileRef uid="1"/>', '')
        .replace('uid="1" fullPath', 'uid="9" fullPath'),
    ],
    [
      'contradiction',
      'a line that was run and was not',
      (formats['coverage.py'] ?? '').replace('"missing_lines":[3,4]', '"missing_lines":[2,3,4]'),
    ],
    ['not-lcov', 'LCOV that is cut off', cut(lcov, 0.9)],
    ['not-lcov', 'LCOV with something behind it', `${lcov}garbage\n`],
    ['not-lcov', 'a section inside of another', lcov.replace('end_of_record', 'SF:b.js')],
    [
      'not-go-profile',
      'a Go profile that is cut off',
      'mode: set\nex.org/m/a.go:1.1,3.2 2 1\nex.org/m/a.go:3.5,4',
    ],
    ['not-go-profile', 'two Go profiles in one', 'mode: set\na.go:1.1,3.2 2 1\nmode: set\n'],
    ['xml-malformed', 'XML that is cut off', cut(formats.cobertura, 0.7)],
    ['xml-dtd', 'a billion laughs', '<!DOCTYPE coverage [<!ENTITY a "b">]><coverage><packages/></coverage>'],
    ['not-json', 'JSON that is cut off', cut(formats.istanbul, 0.7)],
    ['not-json', 'a key twice', '{"meta":{"format":3,"format":2},"files":{},"totals":{}}'],
    ['not-json', 'a key that sets a prototype', '{"__proto__":{"statementMap":{}}}'],
    ['not-utf8', 'UTF-16', Buffer.from('\ufeff<coverage/>', 'utf16le')],
  ])('%s: %s', async (code, _, content) => {
    expect(await codeOf(measureTexts([content]))).toBe(code);
  });

  test('a report above the limit is refused before it is read', async () => {
    expect(await codeOf(measureTexts([new Uint8Array(64 * 1024 * 1024 + 1)]))).toBe('report-too-large');
  });
});

test.each([
  ['cobertura', 'timestamp="1796040000000"', 1_796_040_000],
  ['cobertura', 'timestamp="1796040000"', 1_796_040_000],
  ['cobertura', 'timestamp="0"', null],
  ['cobertura', '', null],
  ['clover', 'generated="1796040000"', 1_796_040_000],
  ['lcov', '', null],
])('%s with %s tells when it was written', async (format, attribute, seconds) => {
  const text = (formats[format] as string)
    .replace('<coverage generated="1"', '<coverage')
    .replace('<coverage ', `<coverage ${attribute} `);
  const { measurements } = await measureTexts([text]);
  const [told] = measurements.filter(({ metric }) => metric === 'reported_at');
  expect(told?.value).toBe(seconds);
});
