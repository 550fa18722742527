import { digestBytes, type Evidence, type Release } from '@gatehouse/contracts';
import { type Mutant, step } from '../mutant.ts';
import { parse, pinned, readEvidence } from './edit-release.ts';

type Measurement = Evidence['measurements'][number];

const isReported = ({ metric }: Measurement) => metric === 'reported_at';

/** Reports that are true, of something else or of another time: signed by everybody who is asked all the same. */
export const reportMutants: Mutant[] = [
  reported(
    'reports of another commit',
    'let the tests of other software count',
    'validation.report_unbound',
    (one) => ({
      ...one,
      labels: { ...one.labels, subject: `git:${'0'.repeat(40)}` },
    }),
  ),
  reported(
    'reports of nothing that is named',
    'let any green report count',
    'validation.report_unnamed',
    (one) => ({
      ...one,
      labels: { report: one.labels.report ?? '' },
    }),
  ),
  reported('reports of long ago', 'rest on tests of years ago', 'validation.report_old', (one) => ({
    ...one,
    value: Date.UTC(2019, 0) / 1000,
  })),
  reported(
    'reports of the day after tomorrow',
    'have a report that never ages',
    'validation.report_old',
    (one) => ({
      ...one,
      value: Date.UTC(2999, 0) / 1000,
    }),
  ),
  reported('reports without a day', 'leave out when the tests ran', 'validation.report_unnamed', (one) => ({
    ...one,
    value: null,
  })),
  {
    name: 'reports of the author',
    tries: 'write the results of the tests oneself, and have them measured',
    expect: ['validation.report_by_author'],
    later: ['validation.report_by_author'],
    mutate(scene) {
      if (!scene.asked.has('validation.report_by_author'))
        return 'the tier does not ask who brought the reports';
      const evidence = readEvidence(scene);
      const input = evidence?.long.inputs.find(({ path }) => scene.subject.texts.has(path));
      if (evidence === null || input === undefined || !evidence.long.measurements.some(isReported))
        return 'the first evidence of the release is not of reports';
      const bytes = Buffer.from(`${scene.subject.texts.get(input.path)}\n`);
      const inputs = evidence.long.inputs.map((one) =>
        one === input ? { ...one, digest: digestBytes(bytes), size: bytes.length } : one,
      );
      const measured = pinned(scene, evidence, { ...evidence.long, inputs });
      const written = scene.proposal.change({ [`${scene.folder}/${input.path}`]: bytes });
      return step(written.change(measured, scene.cast.measurer).signAll().merge());
    },
  },
];

function reported(
  name: string,
  tries: string,
  code: string,
  change: (one: Measurement) => Measurement,
): Mutant {
  const mutate: Mutant['mutate'] = (scene) => {
    if (!scene.asked.has(code)) return 'the policies do not ask of what and when a report is';
    const evidence = readEvidence(scene);
    const { artifacts = [] } = parse(scene).toJS() as Release;
    const subject = artifacts.find(({ id }) => id === evidence?.long.subject);
    if (code === 'validation.report_unbound' && subject?.built_from === undefined)
      return 'the release does not say which commit it was built from';
    if (evidence === null || !evidence.long.measurements.some(isReported))
      return 'the first evidence of the release is not of reports';
    const measurements = evidence.long.measurements.map((one) => (isReported(one) ? change(one) : one));
    const changes = pinned(scene, evidence, { ...evidence.long, measurements });
    return step(scene.proposal.change(changes, scene.cast.measurer).signAll().merge());
  };
  return { name, tries, expect: [code], later: [code], mutate };
}
