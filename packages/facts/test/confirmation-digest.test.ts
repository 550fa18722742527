import { expect, test } from 'vitest';
import { type Confirmable, confirmationDigest } from '../src/confirmation-digest.ts';

const file = (letter: string) => ({ digest: `sha256:${letter.repeat(64)}`, size: 1 });
const base = {
  project: 'acme',
  target: 'main',
  release: {
    schema: 'gatehouse/release@1',
    name: 'scorer',
    version: '1.0.0',
    summary: 'A scorer',
    owner: { team: 'ml', contact: 'ada' },
    tier: 'high',
    artifacts: [
      {
        id: 'model',
        kind: 'model',
        version: '1.0.0',
        path: 'model.onnx',
        digest: `sha256:${'1'.repeat(64)}`,
      },
    ],
    checklists: [
      {
        module: 'security',
        items: [
          {
            id: 'secrets',
            evidence: 'scan.txt',
            note: 'None.',
            confirmed_by: 'radia',
            confirmed_on: '2026-11-01',
          },
          { id: 'threats', note: 'As before.' },
        ],
      },
    ],
    monitoring: { dashboards: [{ id: 'all', source: 'all.json', covers: ['errors'] }], alerts: [] },
  },
  files: { 'model.onnx': file('1'), 'scan.txt': file('2'), 'all.json': file('3') },
} as unknown as Confirmable;

const secrets = { item: 'security/secrets', version: 1, parts: [] as string[] };
const alerts = { item: 'statements/alerts', version: 1, parts: ['monitoring'] };

/** A copy of the facts with another value at a place, or without it. */
function changed(path: (string | number)[], value?: unknown): Confirmable {
  const copy = structuredClone(base);
  let at = copy as unknown as Record<string | number, never>;
  for (const step of path.slice(0, -1)) at = at[step] as never;
  const last = path.at(-1) as string;
  if (value === undefined) delete at[last];
  else at[last] = value as never;
  return copy;
}

const item = ['release', 'checklists', 0, 'items', 0];

test.each<[string, Confirmable, string]>([
  ['the summary', changed(['release', 'summary'], 'Another'), ''],
  ['the version', changed(['release', 'version'], '1.0.1'), ''],
  ['who is said to have confirmed it', changed([...item, 'confirmed_by'], 'emmy'), ''],
  ['the note of another item', changed(['release', 'checklists', 0, 'items', 1, 'note'], 'Anew.'), ''],
  ['a file that nothing refers to', changed(['files', 'notes.txt'], file('9')), ''],
  ['its note', changed([...item, 'note'], 'Some.'), 'secrets'],
  ['its evidence', changed(['files', 'scan.txt'], file('9')), 'secrets'],
  ['that its evidence is gone', changed(['files', 'scan.txt']), 'secrets'],
  [
    'a second line about it',
    changed(['release', 'checklists', 1], { module: 'security', items: [{ id: 'secrets' }] }),
    'secrets',
  ],
  ['a part of the release', changed(['release', 'monitoring', 'alerts'], [{ id: 'x' }]), 'alerts'],
  ['that the part is gone', changed(['release', 'monitoring']), 'alerts'],
  ['a file that the part refers to', changed(['files', 'all.json'], file('9')), 'alerts'],
  ['the digest of an artifact', changed(['release', 'artifacts', 0, 'digest'], file('9').digest), 'both'],
  ['the bytes of an artifact', changed(['files', 'model.onnx'], file('9')), 'both'],
  ['the name', changed(['release', 'name'], 'other'), 'both'],
  ['the project', changed(['project'], 'other'), 'both'],
  ['the target', changed(['target'], 'next'), 'both'],
])('%s changes what is vouched for where it rests on it', (_name, now, whose) => {
  const isVoid = (one: typeof secrets) => confirmationDigest(now, one) !== confirmationDigest(base, one);
  expect({ secrets: isVoid(secrets), alerts: isVoid(alerts) }).toEqual({
    secrets: ['secrets', 'both'].includes(whose),
    alerts: ['alerts', 'both'].includes(whose),
  });
});

test('an answer is one to one question, of one version, about these parts', () => {
  const digests = [
    secrets,
    { ...secrets, version: 2 },
    { ...secrets, parts: ['monitoring'] },
    { ...secrets, item: 'security/threats' },
  ].map((one) => confirmationDigest(base, one));
  expect(new Set(digests).size).toBe(4);
});
