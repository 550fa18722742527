import { describe, expect, test } from 'vitest';
import { validateEvidence, validateRelease, validateTrustRoot, violations } from '../src/index.ts';

const release = {
  schema: 'gatehouse/release@1',
  name: 'scorer',
  version: '1.0.0',
  summary: 'A scorer',
  owner: { team: 'ml', contact: 'ada' },
  tier: 'low',
  artifacts: [{ id: 'a', kind: 'model', version: '1' }],
};

test('a release that fits has no violations', () => {
  expect(violations(validateRelease, release)).toEqual([]);
});

describe('a violation says where, and what was expected', () => {
  const cases: [name: string, change: object, at: unknown[], message: string][] = [
    ['missing', { tier: undefined }, [], 'the document lacks `tier`'],
    ['unknown field', { teir: 'low' }, ['teir'], 'the document has an unknown field `teir`'],
    ['enum', { tier: 'huge' }, ['tier'], '`tier` must be one of low, medium, high, critical'],
    ['type', { version: 1.1 }, ['version'], '`version` must be a string, not the number 1.1'],
    [
      'nested',
      { artifacts: [{ id: 'a', kind: 'model', version: '1', digest: 'md5:1' }] },
      ['artifacts', 0, 'digest'],
      '`artifacts[0].digest` must be a digest: sha256: and 64 hexadecimal digits',
    ],
    [
      'path',
      { artifacts: [{ id: 'a', kind: 'model', version: '1', path: '/etc/passwd' }] },
      ['artifacts', 0, 'path'],
      '`artifacts[0].path` must be a relative path with forward slashes',
    ],
    ['null', { summary: null }, ['summary'], '`summary` must be a string, not empty (null)'],
    ['list', { artifacts: {} }, ['artifacts'], '`artifacts` must be a list, not a mapping'],
  ];
  test.each(cases)('%s', (_, change, at, message) => {
    const given = JSON.parse(JSON.stringify({ ...release, ...change }));
    expect(
      violations(validateRelease, given).map((found) => ({ at: found.at, message: found.message })),
    ).toEqual([{ at, message }]);
  });
});

test('all violations come at once', () => {
  expect(
    violations(validateRelease, { ...release, tier: 1, name: 'Not An Id' }).length,
  ).toBeGreaterThanOrEqual(2);
});

test('evidence with an error has no measurements', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const evidence = {
    schema: 'gatehouse/evidence@1',
    id: 'a',
    plugin: { name: 'p', version: '1', digest },
    subject: 'a',
    config_digest: digest,
    status: 'error',
    error: { code: 'x', message: 'y' },
    measured_at: '2026-11-23T10:00:00Z',
    examined: 0,
    inputs: [],
    methods: {},
    measurements: [],
    headline: {},
    details: {},
  };
  expect(violations(validateEvidence, evidence)).toEqual([]);
  expect(violations(validateEvidence, { ...evidence, examined: 3 })).not.toEqual([]);
  expect(violations(validateEvidence, { ...evidence, status: 'measured' })).not.toEqual([]);
  expect(violations(validateEvidence, { ...evidence, measured_at: '2026-11-23T10:00:00+01:00' })).not.toEqual(
    [],
  );
});

test('a trust root without people is refused', () => {
  const root = {
    schema: 'gatehouse/trust-root@1',
    project: 'p',
    version: 1,
    previous: null,
    principals: {},
    governance: { role: 'governance', threshold: 1 },
  };
  expect(violations(validateTrustRoot, root)).not.toEqual([]);
  expect(
    violations(validateTrustRoot, { ...root, governance: { role: 'governance', threshold: 0 } }).length,
  ).toBeGreaterThan(1);
});
