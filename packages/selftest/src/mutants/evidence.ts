import { posix } from 'node:path';
import { digestBytes, type Evidence, type Release } from '@gatehouse/contracts';
import { type Document, parseDocument } from 'yaml';
import type { Content } from '../forge.ts';
import { type Mutant, step } from '../mutant.ts';
import type { Scene } from '../scene.ts';

/** What is missing with the evidence: test results, measurements that a bound is on, a baseline to compare with. */
const unmeasured = [
  'validation.tests_absent',
  'validation.tests_failed',
  'validation.measurement_missing',
  'validation.baseline_unmeasured',
  'validation.report_contradicts_itself',
];

/** Releases that say what is not so, signed by everybody who is asked all the same. */
export const evidenceMutants: Mutant[] = [
  long(
    'evidence that looked at nothing',
    'pass a check that checked nothing',
    ['validation.nothing_examined', 'validation.too_little_data'],
    (one) => ({
      examined: 0,
      measurements: one.measurements.map((measurement) => ({ ...measurement, n: 0 })),
    }),
  ),
  long(
    'evidence of a plugin that failed to run',
    'pass a failure for a result',
    ['validation.evidence_error', ...unmeasured],
    () => ({
      status: 'error',
      examined: 0,
      measurements: [],
      error: { code: 'crashed', message: 'It fell over.' },
    }),
  ),
  long(
    'evidence by another plugin of that name',
    'measure with a ruler of their own',
    ['validation.plugin_differs'],
    (one) => ({
      plugin: { ...one.plugin, digest: nothing },
    }),
  ),
  long(
    'evidence by another configuration',
    'measure something easier',
    ['validation.config_changed'],
    () => ({
      config_digest: nothing,
    }),
  ),
  long(
    'evidence about other files',
    'measure something else',
    ['validation.input_changed', 'validation.subject_not_measured'],
    (one) => ({
      inputs: one.inputs.map((input, index) => (index === 0 ? { ...input, digest: nothing } : input)),
    }),
  ),
  long('evidence of long ago', 'rest on what was true once', ['validation.evidence_old'], () => ({
    measured_at: '2001-01-01T00:00:00Z',
  })),
  {
    name: 'an evidence file that was altered',
    tries: 'better the figures by hand',
    expect: ['validation.evidence_broken', ...unmeasured],
    mutate(scene) {
      const evidence = readEvidence(scene);
      if (evidence === null) return 'the release has no evidence';
      const bytes = Buffer.from(`${JSON.stringify(evidence.long)}\n\n`);
      return signed(scene, { [evidence.path]: bytes });
    },
  },
  {
    name: 'evidence by somebody who may not measure',
    tries: 'write the figures oneself, pinned as they should be',
    expect: ['validation.evidence_unsigned'],
    mutate(scene) {
      if (!scene.asked.has('validation.evidence_unsigned')) return 'the tier does not ask who measured';
      const evidence = readEvidence(scene);
      if (evidence === null) return 'the release has no evidence';
      const changes = pinned(scene, evidence, evidence.long);
      return step(scene.proposal.change(changes, scene.cast.guest).signAll().merge());
    },
  },
  {
    name: 'a summary that says more than the evidence',
    tries: 'show people other figures than the gate',
    expect: ['validation.evidence_broken', ...unmeasured],
    mutate: (scene) =>
      signed(
        scene,
        release(scene, (document) => document.setIn(['evidence', 0, 'examined'], 1_000_000)),
      ),
  },
  {
    name: 'evidence that is left out',
    tries: 'have forgotten what does not look good',
    expect: ['validation.evidence_missing', ...unmeasured],
    mutate: (scene) =>
      signed(
        scene,
        release(scene, (document) => document.deleteIn(['evidence', 0])),
      ),
  },
  {
    name: 'another digest of an artifact',
    tries: 'promote other bytes than were measured',
    expect: [
      'inventory.artifact_differs',
      'validation.subject_not_measured',
      'validation.baseline_ungoverned',
      'lineage.evaluation_missing',
    ],
    mutate(scene) {
      const index = located(scene);
      if (index === -1) return 'no artifact is a file of the repository';
      return signed(
        scene,
        release(scene, (document) => document.setIn(['artifacts', index, 'digest'], nothing)),
      );
    },
  },
  {
    name: 'other bytes of an artifact',
    tries: 'swap the file after it was measured',
    expect: ['inventory.artifact_differs', 'validation.input_changed', 'validation.subject_not_measured'],
    mutate(scene) {
      const index = located(scene);
      if (index === -1) return 'no artifact is a file of the repository';
      const path = (parse(scene).toJS() as Release).artifacts?.[index]?.path as string;
      return signed(scene, { [posix.join(scene.folder, path)]: Buffer.from('Other bytes.\n') });
    },
  },
];

const nothing = `sha256:${'0'.repeat(64)}`;

/** The first evidence says something else, and release.yaml pins what it says. */
function long(
  name: string,
  tries: string,
  expect: Mutant['expect'],
  change: (evidence: Evidence) => Partial<Evidence>,
): Mutant {
  const mutate: Mutant['mutate'] = (scene) => {
    const evidence = readEvidence(scene);
    if (evidence === null) return 'the release has no evidence';
    return signed(scene, pinned(scene, evidence, { ...evidence.long, ...change(evidence.long) }));
  };
  return { name, tries, expect, mutate };
}

/** The first evidence in other bytes, and release.yaml that pins them. */
function pinned(scene: Scene, { path }: { path: string }, long: Evidence): Record<string, Content> {
  const bytes = Buffer.from(`${JSON.stringify(long, null, 4)}\n`);
  const { status, examined, measured_at } = long;
  const entry = release(scene, (document) => {
    for (const [key, value] of Object.entries({ status, examined, measured_at, digest: digestBytes(bytes) }))
      document.setIn(['evidence', 0, key], value);
  });
  return { ...entry, [path]: bytes };
}

function signed({ proposal }: Scene, changes: Record<string, Content>) {
  return step(proposal.change(changes).signAll().merge());
}

function readEvidence(scene: Scene): { path: string; long: Evidence } | null {
  const id = (parse(scene).toJS() as Release).evidence?.[0]?.id;
  const text = scene.subject.texts.get(`evidence/${id}.json`);
  return text === undefined
    ? null
    : { path: `${scene.folder}/evidence/${id}.json`, long: JSON.parse(text) as Evidence };
}

export function release(scene: Scene, change: (document: Document) => void): Record<string, Content> {
  const document = parse(scene);
  change(document);
  return { [`${scene.folder}/release.yaml`]: Buffer.from(String(document)) };
}

function parse({ subject }: Scene): Document {
  return parseDocument(subject.texts.get('release.yaml') ?? '');
}

function located(scene: Scene): number {
  const { artifacts = [] } = parse(scene).toJS() as Release;
  return artifacts.findIndex(({ path }) => path !== undefined);
}
