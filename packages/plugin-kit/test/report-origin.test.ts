import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { measureOrigins, type ReportOrigin, secondsOf } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'origin-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const commit = 'c'.repeat(40);
const image = `sha256:${'1'.repeat(64)}`;
const noon = Date.UTC(2026, 10, 30, 12) / 1000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const predicate = {
  buildDefinition: {
    resolvedDependencies: [
      { uri: 'git+https://example.org/ledger@refs/heads/main', digest: { gitCommit: commit } },
      { uri: 'docker://ledger', digest: { sha256: '1'.repeat(64) } },
    ],
  },
  runDetails: { metadata: { startedOn: '2026-11-30T11:00:00Z', finishedOn: '2026-11-30T12:00:00Z' } },
};
const statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'unit.xml', digest: { sha256: sha256('unit') } }],
  predicateType: 'https://slsa.dev/provenance/v1',
  predicate,
};
const envelope = (of: unknown) => ({
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from(JSON.stringify(of)).toString('base64'),
  signatures: [],
});

const silent: ReportOrigin = { report: 'unit.xml', subjects: [], seconds: undefined };

function measure(origin: Partial<ReportOrigin>, provenance?: unknown) {
  writeFileSync(join(folder, 'unit.xml'), 'unit');
  const text = typeof provenance === 'string' ? provenance : JSON.stringify(provenance);
  if (provenance !== undefined) writeFileSync(join(folder, 'provenance.json'), text);
  const path = provenance === undefined ? undefined : 'provenance.json';
  return measureOrigins([{ ...silent, ...origin }], (name) => join(folder, name), path);
}

const told = [
  { metric: 'reported_at', value: noon, n: 1, labels: { report: 'unit.xml', subject: `git:${commit}` } },
  { metric: 'reported_at', value: noon, n: 1, labels: { report: 'unit.xml', subject: image } },
];

describe('a report', () => {
  test('that says nothing of itself has no time and no subject, and it is said so', async () => {
    const [only, ...others] = await measure({});
    expect(only).toMatchObject({ value: null, labels: { report: 'unit.xml' } });
    expect(only?.note).toContain('nor its provenance');
    expect(others).toEqual([]);
  });

  test('is told by what it says itself', async () => {
    expect(await measure({ subjects: [image], seconds: noon })).toEqual([told[1]]);
  });

  test.each([
    ['plain', statement],
    ['in an envelope', envelope(statement)],
    ['in a bundle', { mediaType: 'x', dsseEnvelope: envelope(statement) }],
    [
      'after another, a line each',
      `${JSON.stringify(envelope({ ...statement, subject: [{ digest: { sha256: '2'.repeat(64) } }] }))}\n${JSON.stringify(envelope(statement))}\n`,
    ],
    [
      'of version 0.2',
      {
        ...statement,
        _type: 'https://in-toto.io/Statement/v0.1',
        predicateType: 'https://slsa.dev/provenance/v0.2',
        predicate: {
          invocation: { configSource: { digest: { sha1: commit } } },
          materials: [{ digest: { sha256: '1'.repeat(64) } }],
          metadata: { buildFinishedOn: '2026-11-30T12:00:00Z' },
        },
      },
    ],
  ])('is told by provenance, %s', async (_, provenance) => {
    expect(await measure({}, provenance)).toEqual(told);
  });

  test('and by both: each subject, and the earlier time', async () => {
    const measured = await measure({ subjects: [`git:${commit}`], seconds: noon - 5 }, statement);
    expect(measured.map(({ value, labels }) => [value, labels.subject])).toEqual([
      [noon - 5, `git:${commit}`],
      [noon - 5, image],
    ]);
  });

  test('of several parts is one file', async () => {
    const [first] = await measure({ report: 'unit.xml[1]' }, statement);
    expect(first?.labels.report).toBe('unit.xml[1]');
  });
});

test.each([
  [
    'of other bytes',
    { ...statement, subject: [{ digest: { sha256: sha256('other') } }] },
    'not-in-provenance',
  ],
  ['of no file', { ...statement, subject: [] }, 'not-provenance'],
  [
    'of a name alone',
    { ...statement, subject: [{ name: 'unit.xml', digest: { sha1: commit } }] },
    'not-provenance',
  ],
  ['another predicate', { ...statement, predicateType: 'https://example.org/other' }, 'not-provenance'],
  ['the name of a method of objects', { ...statement, predicateType: 'toString' }, 'not-provenance'],
  ['no statement', { ...statement, _type: 'https://in-toto.io/Statement/v9' }, 'not-provenance'],
  ['an envelope of something else', { ...envelope(statement), payloadType: 'text/plain' }, 'not-provenance'],
  ['an envelope that is cut off', { ...envelope(statement), payload: 'e30' + 'A' }, 'not-json'],
  ['a list', [statement], 'not-provenance'],
  ['null', null, 'not-provenance'],
  ['cut off', '{"_type": ', 'not-json'],
  ['empty', '', 'not-json'],
])('provenance that is %s is refused', async (_, provenance, code) => {
  await expect(measure({}, provenance)).rejects.toMatchObject({ code });
});

test.each([
  ['2026-11-30T12:00:00Z', noon],
  ['2026-11-30T13:00:00.123456789+01:00', noon],
  ['2026-11-30T13:00:00+0100', noon],
  ['2026-11-30T12:00:00', noon],
  ['2026-11-30 12:00:00', noon],
  ['0001-01-01T00:00:00Z', undefined],
  ['2026-11-30', undefined],
  ['2026-13-30T12:00:00Z', undefined],
  ['yesterday', undefined],
  [undefined, undefined],
])('%s is a time or none', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

test('the provenance that docs/reports.md shows is read', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/reports.md'), 'utf8');
  const [, script = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];
  const project = mkdtempSync(join(folder, 'project-'));
  const env = { PATH: process.env.PATH, HOME: project, GIT_CONFIG_NOSYSTEM: '1' };
  const sh = (text: string) => execFileSync('sh', ['-euc', text], { cwd: project, env, encoding: 'utf8' });
  sh(
    'git init -q; git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m a; mkdir reports',
  );
  sh('echo unit > reports/unit.xml; echo more > reports/more.xml');
  sh(script);
  const origins = ['reports/unit.xml', 'reports/more.xml'].map((report) => ({ ...silent, report }));
  const measured = await measureOrigins(origins, (path) => join(project, path), 'reports/provenance.json');
  const head = sh('git rev-parse HEAD').trim();
  expect(measured.map(({ labels }) => labels.subject)).toEqual([`git:${head}`, `git:${head}`]);
  expect(Math.abs((measured[0]?.value ?? 0) - Date.now() / 1000)).toBeLessThan(600);
});

test('a report that names another commit than its provenance is of neither', async () => {
  const other = { subjects: [`git:${'d'.repeat(40)}`] };
  await expect(measure(other, statement)).rejects.toMatchObject({ code: 'contradiction' });
});
