import { expect, test } from 'vitest';
import { type FieldChange, renderSignoffs, type SignoffsReport } from '../src/index.ts';
import { digest, harmless, hostile, signoff } from './samples.ts';

type Candidate = SignoffsReport['candidates'][number];

function candidate(change: Partial<Candidate>): Candidate {
  return { ...signoff({}), explanation: 'it counts', changes: null, denies_authorship: false, ...change };
}

function stale(changes: FieldChange[] | null): Candidate {
  const explanation = 'the release changed since';
  return candidate({ counted: false, reason: 'stale', explanation, changes });
}

function render(candidates: Candidate[], change: Partial<SignoffsReport> = {}): string {
  const report: SignoffsReport = {
    schema: 'gatehouse/signoffs-report@1',
    release: 'a/1',
    digest,
    base: 'b'.repeat(40),
    head: null,
    quorum: [{ role: 'risk', need: 1, have: [] }],
    candidates,
    ...change,
  };
  return renderSignoffs(report, { color: false });
}

const field = (number: number): FieldChange => ({
  file: 'release.yaml',
  field: `artifacts[${number}].digest`,
  before: '"old"',
  after: '"new"',
});

test('what counts stands first, with who lent the role and how long it counts', () => {
  const text = render([
    stale(null),
    candidate({ principal: 'hypatia', on_behalf_of: 'emmy', until: '2026-12-01' }),
  ]);
  expect(text).toContain('✓ dddddddddd hypatia as risk on behalf of emmy, until 2026-12-01');
  expect(text.indexOf('hypatia')).toBeLessThan(text.indexOf('not counted'));
});

test('who is named as an author and denies it is shown to do so', () => {
  const text = render([candidate({ principal: 'katherine', denies_authorship: true })]);
  expect(text).toContain('katherine as risk, denies being an author');
  expect(render([candidate({ principal: 'katherine' })])).not.toContain('denies');
});

test('a stale one says what changed, field by field, and who must sign again', () => {
  const file = { file: 'model.onnx', field: null, before: null, after: 'sha256:1' };
  const text = render([stale([field(0), file])]);
  expect(text).toContain('release.yaml artifacts[0].digest: "old" → "new"');
  expect(text).toContain('model.onnx: nothing → sha256:1');
  expect(text).toContain('must sign again: emmy as risk');
  expect(text).toContain('→ pnpm gate sign a/1 --role risk');
});

test('twelve changes are shown, and how many more there are', () => {
  const text = render([stale(Array.from({ length: 15 }, (_, number) => field(number)))]);
  expect(text.match(/"old" → "new"/g)).toHaveLength(12);
  expect(text).toContain('artifacts[11]');
  expect(text).toContain('and 3 more changes');
  expect(render([stale(Array.from({ length: 13 }, (_, number) => field(number)))])).toContain(
    'and 1 more change\n',
  );
});

test('a long value is cut', () => {
  const text = render([stale([{ ...field(0), after: 'x'.repeat(500) }])]);
  expect(text).toContain(`${'x'.repeat(59)}…`);
  expect(text).not.toContain('x'.repeat(60));
});

test('where it can not be known what was signed, that is said', () => {
  expect(render([stale(null)])).toContain('What was signed is not what the commit’s own tree holds.');
});

test('nobody is asked to sign for a role that is complete', () => {
  const quorum = [{ role: 'risk', need: 1, have: ['hypatia'] }];
  const text = render([stale([field(0)]), candidate({ principal: 'hypatia' })], { quorum });
  expect(text).toContain('✓ risk 1/1 hypatia');
  expect(text).not.toContain('gate sign');
  expect(text).not.toContain('must sign again');
});

test('without any candidate it says so', () => {
  expect(render([])).toContain('Nobody has signed yet.');
});

test('text from outside can not play with the terminal', () => {
  const text = render([
    stale([{ file: hostile, field: hostile, before: hostile, after: hostile }]),
    candidate({ principal: hostile, role: hostile, on_behalf_of: hostile, until: hostile }),
    candidate({ counted: false, explanation: hostile, commit: hostile }),
  ]);
  expect(text).not.toMatch(/[\u001b\u202e\u0007]/);
  expect(text).toContain(harmless);
  expect(text).not.toMatch(/^fake line/m);
});
