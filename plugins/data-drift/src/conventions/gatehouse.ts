import { type Convention, unscored } from './convention.ts';

export const usualThreshold = 0.25;

/** The population stability index, which needs attention from 0.25 by the usual rule. */
export const gatehouse: Convention = {
  as: 'Siddiqi, "Credit Risk Scorecards" (2006), chapter 9: from 0.25 a distribution has changed; or more than a tenth of the rows went missing or came back',
  source: 'the measurements psi and missing_share_change of the column',
  missing: 0.1,
  differs: 'nothing',
  score({ measurements }) {
    const psi = measurements.find(({ metric }) => metric === 'psi');
    if (psi === undefined || psi.value === null)
      return unscored('psi', psi?.note ?? 'the population stability index was not chosen');
    return { test: 'psi', score: psi.value, threshold: usualThreshold, of: 'distance', inclusive: true };
  },
};
