import type { Release } from '@gatehouse/contracts';
import { expect, test } from 'vitest';
import { referencedFiles } from '../src/referenced-files.ts';

test('every file that a release refers to, with its place; addresses are none', () => {
  const release = {
    artifacts: [
      { id: 'm', path: 'model.onnx' },
      { id: 'i', uri: 'https://x.example/i' },
    ],
    datasets: [{ id: 'd', path: '../d.parquet' }],
    documents: [
      { kind: 'runbook', path: 'https://wiki.example/r' },
      { kind: 'card', path: 'card.md' },
    ],
    checklists: [{ module: 'x', items: [{ id: 'a' }, { id: 'b', evidence: 'b.png' }] }],
    environments: { infrastructure: { source: 'main.tf' } },
    monitoring: {
      dashboards: [{ id: 'o', source: 'o.json' }],
      alerts: [
        { id: 'p', runbook: 'https://wiki.example/p' },
        { id: 'q', runbook: 'q.md' },
      ],
    },
  } as unknown as Release;
  expect(referencedFiles(release).map(({ path, at }) => [path, at.join('.')])).toEqual([
    ['model.onnx', 'artifacts.0.path'],
    ['../d.parquet', 'datasets.0.path'],
    ['card.md', 'documents.1.path'],
    ['b.png', 'checklists.0.items.1.evidence'],
    ['main.tf', 'environments.infrastructure.source'],
    ['o.json', 'monitoring.dashboards.0.source'],
    ['q.md', 'monitoring.alerts.1.runbook'],
  ]);
  expect(referencedFiles({} as Release)).toEqual([]);
});
