import { type Measured, method } from '@gatehouse/plugin-kit';
import type { Options } from './options.ts';
import { keyOf, type Reading, type Spread } from './reading.ts';
import type { Judged } from './report.ts';
import { seed } from './resample.ts';

type Way = Spread['by'] | 'resampled';

const intervals: Record<Way, string> = {
  share: 'Wilson score interval',
  mean: 'Student t',
  auc: 'DeLong, normal',
  gaps: 'value - mean of the chance of its bins (half-normal) - z * spread, value + z * spread: it covers at least as often as it says, however small the error is',
  resampled: 'percentile bootstrap',
};
const tests: Record<Way, string> = {
  share: 'McNemar exact; interval: Bonett & Price adjusted Wald',
  mean: 'paired Student t',
  auc: 'paired DeLong, normal',
  gaps: 'paired percentile bootstrap',
  resampled: 'paired percentile bootstrap',
};

/** How intervals and comparisons of a metric are made, by name, in which `<metric>` stands for it. */
export function describeComparison(
  metric: string,
  judged: Judged,
  { confidence, power }: Options,
): Measured['methods'] {
  const [candidate] = judged.models;
  const readings =
    candidate?.measures.readings.filter((one) => one.metric === metric && one.value !== null) ?? [];
  const spreadOf = (one: Reading) => candidate?.measures.spreads.get(keyOf(one));
  const alone = said('interval', intervals, readings.map(intervalBy));
  const paired = said(
    'test',
    tests,
    readings.filter(({ labels }) => labels.class === undefined).map(comparedBy),
  );
  return {
    '<metric>_low': method('lower end of the two-sided confidence interval', alone),
    '<metric>_high': method('upper end of the two-sided confidence interval', alone),
    '<metric>_difference': method('candidate - baseline, on the same rows'),
    '<metric>_difference_low': method('lower end of the interval of the difference', paired),
    '<metric>_difference_high': method('upper end of the interval of the difference', paired),
    '<metric>_difference_p': method('two-sided p-value of no difference', paired),
    '<metric>_mde': method(
      'minimum detectable difference: (z of two-sided alpha + z of power) * standard error of the difference',
      { ...paired, alpha: Number((1 - confidence).toFixed(10)), power },
    ),
  };

  function intervalBy(one: Reading): Way {
    return spreadOf(one)?.by ?? 'resampled';
  }

  function comparedBy(one: Reading): Way {
    const spread = spreadOf(one);
    const isResampled =
      spread === undefined || spread.by === 'gaps' || (spread.by === 'share' && !spread.fixed);
    return isResampled ? 'resampled' : spread.by;
  }

  function said(name: string, texts: Record<Way, string>, ways: readonly Way[]): Record<string, unknown> {
    const different = [...new Set(ways)];
    const drawn = { resamples: judged.resamples, seed, generator: 'MT19937, as NumPy’s RandomState' };
    return {
      [name]: different.map((way) => texts[way]).join(' or ') || 'none: it is undefined',
      confidence,
      ...(different.includes('resampled') ? drawn : {}),
    };
  }
}
