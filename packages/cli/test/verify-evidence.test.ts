import { expect, test } from 'vitest';
import { createProposal } from './team.ts';

const release = 'credit-scorer/1.1.0';
const folder = `releases/${release}`;
const two = ['--only', 'tests', '--only', 'drift'];

test('what is measured again is the same, and nothing is written', async () => {
  const team = createProposal();
  const { code, out, err } = await team.gate('verify-evidence', release, ...two);
  expect({ code, out }).toEqual({ code: 0, out: '2 verified, 0 not.\n' });
  expect(err).toMatch(/✓ credit-scorer\/1\.1\.0 drift: \d+ numbers are the same\n/);
  expect(team.git('status', '--short')).toBe('');
});

test('a number that somebody wrote by hand is found, with what it should be', async () => {
  const team = createProposal();
  team.edit(`${folder}/evidence/tests.json`, (text) =>
    text.replace(/("metric": "failed",\s+"value": )0/, '$11').replace('"examined": 63', '"examined": 64'),
  );
  const { code, out, err } = await team.gate('verify-evidence', release, ...two);
  expect(code).toBe(1);
  expect(out).toMatch(/^1 verified, 1 not\./);
  expect(err).toMatch(/examined: 64 in the evidence, 63 now/);
  expect(err).toMatch(/failed: 1 of 66 in the evidence, 0 of 66 now/);
});

test('evidence that is not there, is of other bytes, or can not be measured again is not verified', async () => {
  const team = createProposal();
  team.edit(`${folder}/evidence/tests.json`, () => '{}');
  team.edit(`${folder}/data/production-window.parquet`, () => 'no parquet');
  const { code, out, err } = await team.gate('verify-evidence', release, ...two);
  expect({ code, first: out.split('\n')[0] }).toEqual({ code: 1, first: '0 verified, 2 not.' });
  expect(err).toMatch(/✗ .* tests: there is no evidence, or none that can be read/);
  expect(err).toMatch(/✗ .* drift: it could not be measured again/);
});

test('evidence with another configuration than the release now has is not verified', async () => {
  const team = createProposal();
  team.edit(`${folder}/release.yaml`, (text) => text.replace(/bins: 10$/m, 'bins: 12'));
  const { code, err } = await team.gate('verify-evidence', release, '--only', 'drift');
  expect(code).toBe(1);
  expect(err).toMatch(/drift: it was measured with another configuration/);
});
