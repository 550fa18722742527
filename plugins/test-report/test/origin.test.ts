import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureFixture } from '@gatehouse/plugin-kit';
import { expect, test } from 'vitest';
import { plugin } from '../src/index.ts';
import { codeOf, measureText } from './reports.ts';

const commit = 'abcdef0123456789abcdef0123456789abcdef01';
const image = `sha256:${'2'.repeat(64)}`;
const passed = '<testcase classname="a" name="b"/>';
const suite = (inside: string, timestamp?: string) =>
  `<testsuite name="s"${timestamp === undefined ? '' : ` timestamp="${timestamp}"`}>${inside}${passed}</testsuite>`;
const property = (name: string, value: string) =>
  `<properties><property name="${name}" value="${value}"/></properties>`;

async function toldOf(text: string) {
  const { measurements } = await measureText(text);
  const told = measurements.filter(({ metric }) => metric === 'reported_at');
  return told.map(({ value, labels }) => [value, labels.subject]);
}

test.each([
  ['nothing', suite(''), [[null, undefined]]],
  ['a time', suite('', '2026-11-30T12:00:00+00:00'), [[1796040000, undefined]]],
  [
    'the time of the earliest suite',
    `<testsuites>${suite('', '2026-11-30T12:00:00Z')}${suite('', '2019-01-01T00:00:00')}</testsuites>`,
    [[1546300800, undefined]],
  ],
  ['no time that can be read', suite('', 'yesterday'), [[null, undefined]]],
  ['a commit', suite(property('git.commit.id', commit)), [[null, `git:${commit}`]]],
  [
    'a commit as text',
    suite(`<properties><property name="GITHUB_SHA">${commit}</property></properties>`),
    [[null, `git:${commit}`]],
  ],
  ['an image', suite(property('image.digest', `example.org/a@${image}`)), [[null, image]]],
  ['a short commit', suite(property('commit', 'abcdef0')), [[null, undefined]]],
  ['a property of another name', suite(property('message', commit)), [[null, undefined]]],
  [
    'a property of a test',
    `<testsuite><testcase name="a">${property('commit', commit)}</testcase></testsuite>`,
    [[null, undefined]],
  ],
])('a report that says %s of where it comes from', async (_, text, told) => {
  expect(await toldOf(text)).toEqual(told);
});

test('tests of two commits are of neither', async () => {
  const other = property('commit', commit.replace('a', 'b'));
  const text = `<testsuites>${suite(property('commit', commit))}${suite(other)}</testsuites>`;
  expect(await codeOf(measureText(text))).toBe('contradiction');
});

test('provenance tells of which commit a report is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'origin-'));
  const text = suite('', '2026-11-30T12:00:00Z');
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(folder, 'unit.xml'), text);
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'unit.xml', digest: { sha256 } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: { buildDefinition: { resolvedDependencies: [{ digest: { gitCommit: commit } }] } },
  };
  writeFileSync(join(folder, 'provenance.json'), JSON.stringify(statement));
  const config = { unit: ['unit.xml'], provenance: 'provenance.json' };
  const { measurements } = await measureFixture(plugin, config, folder);
  expect(measurements.filter(({ metric }) => metric === 'reported_at')).toEqual([
    {
      metric: 'reported_at',
      value: 1796040000,
      n: 1,
      labels: { report: 'unit.xml', subject: `git:${commit}` },
    },
  ]);
});
