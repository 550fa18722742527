import type { Evidence, Release } from '@gatehouse/contracts';
import { type Mutant, step } from '../mutant.ts';
import { parse, pinned, readEvidence } from './edit-release.ts';

type Measurement = Evidence['measurements'][number];

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
];

function reported(
  name: string,
  tries: string,
  code: string,
  change: (one: Measurement) => Measurement,
): Mutant {
  const isReported = ({ metric }: Measurement) => metric === 'reported_at';
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
