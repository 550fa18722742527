import { posix } from 'node:path';
import type { Evidence, Release } from '@gatehouse/contracts';
import type { Content } from '../forge.ts';
import { type Mutant, step } from '../mutant.ts';
import type { Person } from '../people.ts';
import type { Scene } from '../scene.ts';
import { parse, pinned, readEvidence, release } from './edit-release.ts';
import { measuredByMutants } from './measured-by.ts';
import { reportMutants } from './reports.ts';

/** What is missing with the evidence: test results, measurements that a bound is on, a baseline to compare with. */
// Nothing that is asked of a measurement is proven without it.
const unmeasured = ['validation.*'];

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
      return signed(scene, { [evidence.path]: bytes }, scene.cast.measurer);
    },
  },
  ...measuredByMutants,
  ...reportMutants,
  {
    name: 'a summary that says more than the evidence',
    tries: 'show people other figures than the gate',
    expect: ['validation.evidence_broken', 'validation.evidence_by_author', ...unmeasured],
    mutate: (scene) =>
      signed(
        scene,
        release(scene, (document) => document.setIn(['evidence', 0, 'examined'], 1_000_000)),
        scene.cast.measurer,
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
    const changes = pinned(scene, evidence, { ...evidence.long, ...change(evidence.long) });
    return signed(scene, changes, scene.cast.measurer);
  };
  return { name, tries, expect, mutate };
}

function signed({ proposal }: Scene, changes: Record<string, Content>, by?: Person) {
  return step(proposal.change(changes, by).signAll().merge());
}

function located(scene: Scene): number {
  const { artifacts = [] } = parse(scene).toJS() as Release;
  return artifacts.findIndex(({ path }) => path !== undefined);
}
