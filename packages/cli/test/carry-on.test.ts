import { createHash } from 'node:crypto';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Release } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { carryOn } from '../src/release/carry-on.ts';
import { pinDigests } from '../src/release/pin-digests.ts';
import { createTeam } from './team.ts';

const sha = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const carry = (text: string) => carryOn(text, parse(text) as Release, '1.1.0');

test('what holds of both versions is kept to the byte; what was of the old one alone is gone', () => {
  const digest = sha('x');
  const before = `# Comments stay.
name: ledger # too
version: 1.0.0
summary: >-
  The first one,
  folded.
artifacts:
  - {id: wheel, kind: service, version: 1.0.0, path: dist/a.whl, digest: ${digest}} # flow
  - id: model
    kind: model
    version: 1.0.0 # with it
    digest: ${digest}
    path: m.onnx
  - {digest: ${digest}, id: other, kind: image, version: 3.0.0}
work_items:
  - {id: A, title: x, status: closed}
  - {id: B, title: y, status: closed}
validations:
  - id: tests
    plugin: test-report
    config: {tested: [a, b], rehearsal: c}
rollback:
  target: {version: none, how: stop it}
  triggers: []
  rehearsal:
    on: 2026-01-01
    by: ada
monitoring:
  alerts:
    - {id: e, tested: {on: 2026-01-01, outcome: fired}, signal: errors}
    - {tested: {on: 2026-01-01, outcome: fired}, id: f}
    - tested: {on: 2026-01-01, outcome: fired}
      id: g
review:
  risk_appetite: {statement: some, accepted_by: emmy}
waivers: [{rule: x, subject: y}]
evidence:
  - {id: tests, headline: {tested: 5}}
`;
  expect(carry(before)).toBe(`# Comments stay.
name: ledger # too
version: 1.1.0
summary: TODO what changes since 1.0.0, and for whom
artifacts:
  - {id: wheel, kind: service, version: 1.1.0, path: dist/a.whl} # flow
  - id: model
    kind: model
    version: 1.1.0 # with it
    path: m.onnx
  - {id: other, kind: image, version: 3.0.0}
work_items: []
validations:
  - id: tests
    plugin: test-report
    config: {tested: [a, b], rehearsal: c}
rollback:
  target: {version: 1.0.0}
  triggers: []
monitoring:
  alerts:
    - {id: e, signal: errors}
    - {id: f}
    - id: g
review:
  risk_appetite: {statement: some, accepted_by: todo}
waivers: []

baseline: {version: 1.0.0, artifact: model}
`);
});

test('digests are written where they stand, or behind the path, and nothing else changes', () => {
  const text = `artifacts:
  - {id: a, path: x.bin, kind: service} # one
  - id: b
    path: "y z.bin" # two
    kind: model
datasets:
  - {id: c, digest: old, path: x.bin}
  - {id: d, uri: "s3://b/k"}`;
  const digests = new Map([
    ['x.bin', 'sha256:1'],
    ['y z.bin', 'sha256:2'],
  ]);
  const pinned = `artifacts:
  - {id: a, path: x.bin, digest: sha256:1, kind: service} # one
  - id: b
    path: "y z.bin" # two
    digest: sha256:2
    kind: model
datasets:
  - {id: c, digest: sha256:1, path: x.bin}
  - {id: d, uri: "s3://b/k"}`;
  expect(pinDigests(text, digests)).toBe(pinned);
  expect(pinDigests(pinned, digests)).toBe(pinned);
});

test('a release is carried on, brings its own bytes, and has them pinned', async () => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const old = 'releases/credit-scorer/1.0.0';
  const next = 'releases/credit-scorer/1.1.0';
  const { code, out } = await team.gate('new', 'credit-scorer', '1.1.0', '--from', '1.0.0', '--branch');
  expect(code).toBe(0);
  expect(out).toContain('Bring what it had of its own:');
  expect(team.read(`${next}/model-card.md`)).toBe(team.read(`${old}/model-card.md`));
  expect(await team.gate('pin', 'credit-scorer/1.1.0')).toMatchObject({
    code: 3,
    err: expect.stringContaining('there is no file model/'),
  });
  for (const folder of ['model', 'data', 'service'])
    cpSync(join(team.root, old, folder), join(team.root, next, folder), { recursive: true });
  const pinned = await team.gate('pin', 'credit-scorer/1.1.0');
  expect([pinned.code, pinned.err]).toEqual([0, '']);
  const digestsOf = (folder: string) =>
    parse(team.read(`${folder}/release.yaml`)).artifacts.map((one: { digest: string }) => one.digest);
  expect(digestsOf(next)).toEqual(digestsOf(old));
  expect((await team.gate('pin', 'credit-scorer/1.1.0')).out).toMatch(/^(· .*\(as it was\)\n)+$/);
});

test.each([
  [['--from', '0.9.0'], 'input.missing', 'There is: 1.0.0.'],
  [['--from', '1.1.0'], 'usage.value', 'Name the one before.'],
  [['--from', '1.0.0', '--tier', 'low'], 'usage.value', 'Leave them out'],
])('what cannot be carried on from writes nothing: %j', async (args, code, hint) => {
  const team = createTeam({ releases: ['credit-scorer/1.0.0'] });
  const { err, ...ended } = await team.gate('new', 'credit-scorer', '1.1.0', ...args);
  expect(ended).toEqual({ code: 3, out: '' });
  expect(err).toContain(code);
  expect(err).toContain(hint);
  expect(team.git('status', '--porcelain')).toBe('');
});
