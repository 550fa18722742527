import type { Evidence, ReleaseEvidence } from '@gatehouse/contracts';

/** Evidence of nothing in particular. */
export function evidenceWith(id: string, examined = 1): Evidence {
  return {
    schema: 'gatehouse/evidence@1',
    id,
    plugin: { name: 'lines', version: '1.0.0', digest: `sha256:${'1'.repeat(64)}` },
    subject: 'table',
    config_digest: `sha256:${'2'.repeat(64)}`,
    status: 'measured',
    measured_at: '2026-11-23T10:00:00Z',
    examined,
    inputs: [],
    methods: { lines: { definition: 'line feeds', parameters: {} } },
    measurements: [{ metric: 'lines', value: examined, n: examined, labels: {} }],
    headline: { lines: examined },
    details: {},
  };
}

/** An entry of release.yaml. */
export function entryWith(id: string, examined = 1): ReleaseEvidence {
  return {
    id,
    plugin: 'lines',
    version: '1.0.0',
    status: 'measured',
    examined,
    measured_at: '2026-11-23T10:00:00Z',
    digest: `sha256:${'3'.repeat(64)}`,
    headline: { 'a b': 'x: #y\nz', share: 1e-9, none: null, yes: true, text: 'null' },
  };
}
