import fc from 'fast-check';
import type { CheckReport } from '../src/index.ts';
import { finding, gate, governance, reportOn, reportSample, signoff } from './samples.ts';

/** In every text from outside, so that it is known wherever it comes out. */
export const marker = 'zQz';

const tricks = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</summary></details>\n\n# forged',
  '</style>',
  ']]><failure/>',
  '--><b>',
  '"\'><b onmouseover=x>',
  '&lt;b&gt;&#60;',
  '[link](javascript:alert(1))',
  '![p](https://example.org/p.png)',
  '](2) {0} {{1}',
  'https://example.org www.example.org a@example.org @octocat #1 !2 ~bug',
  '```\n\n# code',
  '`',
  '``` `` `',
  '\\`\\',
  '| a | b |\n|---|---|',
  '\n- **blocks** `forged` (`x.y`)',
  '\n/close',
  '::error file=a,line=1::x',
  '\n::set-output name=a::b',
  '\r\n::stop-commands::x',
  '  ::add-mask::x',
  '##[error]x',
  '##vso[task.complete result=Succeeded;]x',
  "##teamcity[buildStatus text='x']",
  '%0A::error::x%25',
  ',x=y,line=9',
  '\u001b[2J\u001b]8;;https://example.org\u0007',
  '\u009b31m',
  '\u202egnp',
  '\ufffe\uffff\u{1ffff}',
  '\ud800',
  '\u{e0041}',
  '=cmd()',
  '',
];

/** A text that wants to be more than text. */
export const wild = fc
  .array(fc.oneof(fc.constantFrom(...tricks), fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 4 })
  .chain((parts) => fc.nat(parts.length).map((at) => parts.toSpliced(at, 0, marker).join('')));

/** A report of which every text from outside is one of those: of a release, a change of governed files, errors, work aside. */
export const hostileReport: fc.Arbitrary<CheckReport> = fc
  .array(wild, { minLength: 8, maxLength: 8 })
  .map((texts) => {
    const [one = '', two = '', three = '', four = '', five = '', six = '', seven = '', eight = ''] = texts;
    const found = { ...finding, subject: one, params: { bytes: two as unknown as number } };
    const waived = { ...found, severity: 'waived' as const, subject: three, waived_until: '2026-12-01' };
    const release = reportSample(
      {
        release: four,
        gates: [gate({ findings: [found, waived, { ...found, severity: 'wait' }] }), gate({ gate: five })],
        waivers: [
          {
            ...{ rule: found.code, subject: three, reason: six, until: '2026-12-01', approver_role: 'risk' },
            ...{ approved: true, state: 'used', lifts: [three] },
          } as never,
        ],
        quorum: [{ role: seven, need: 1, have: [] }],
        questions: [
          {
            ...{ item: one, version: 1, question: two, roles: [three], rests_on: [] },
            ...{ named: null, by: null, open: true },
          },
        ],
      },
      [signoff({ counted: false, principal: eight, role: seven, reason: six })],
    );
    const error = {
      release: one,
      code: 'input.yaml',
      message: two,
      hint: three,
      file: four,
      line: 3,
      column: null,
    };
    const change = { code: 'change.data_changed', severity: 'block' as const, message: five, remedy: six };
    return reportOn(
      {},
      {
        base: one,
        head: two,
        evaluated_at: three,
        releases: [{ ...release, summary: eight, tier: one, profiles: [two] }],
        errors: [error, { ...error, release: null, file: null }],
        unsettled: [{ ...error, code: 'input.path' }],
        governance: {
          ...governance,
          release: seven,
          verdict: 'blocked',
          changed: [eight],
          findings: [change],
        },
      },
    );
  });
