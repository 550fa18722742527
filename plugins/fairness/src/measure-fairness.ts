import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import {
  describeColumns,
  openTable,
  openTableReader,
  type TableReader,
  tellReadings,
} from '@gatehouse/plugin-kit/table';
import { measureAdverseImpact } from './adverse-impact.ts';
import { clippedOf } from './check-scores.ts';
import { type Compared, compareGroups } from './compare-groups.ts';
import type { Config } from './config.ts';
import { type Counts, countGroups, type Grouping } from './count-groups.ts';
import { type Measurement, measureGroup } from './group-measurements.ts';
import { attributeName } from './group-names.ts';
import { describeGroups, measureGroupSizes } from './group-sizes.ts';
import { describeMethods } from './methods.ts';
import { openPredictions, type Predictions } from './open-predictions.ts';
import { type Options, readOptions } from './options.ts';
import { scoreRows } from './score-rows.ts';
import { measureWorstGroup } from './worst-group.ts';

/** Counts every group in one pass over the table; all rates and comparisons are made from those counts. */
export async function measureFairness({ config, file, progress }: PluginContext<Config>): Promise<Measured> {
  const options = readOptions(config);
  const reader = await openTableReader({ [file(config.data)]: config.data });
  try {
    const { predictions, model } = await openSource(reader, options, file);
    const { rows } = predictions;
    if (rows === 0)
      return { examined: 0, methods: {}, measurements: [], details: { note: 'the table has no rows' } };
    progress(0.3, 'counting groups');
    const { overall, groupings } = await countGroups(reader, predictions, options);
    checkReferences(groupings, options);
    const measurements = [
      ...measureGroup(overall, {}, options.confidence),
      ...measureGroupSizes(groupings, predictions, options.min_group),
      ...groupings.flatMap((grouping) => measureGrouping(grouping, overall, options)),
    ];
    return {
      examined: rows,
      methods: describeMethods(options, measurements),
      measurements,
      headline: headlineOf(rows, measurements, options),
      details: {
        rows,
        ...model,
        ...clippedOf(predictions),
        ...describeGroups(groupings, predictions, options.min_group),
        ...tellReadings(reader.readings, options.reader),
      },
    };
  } finally {
    reader.close();
  }
}

/** What the table tells of each row, or the model when it is asked. */
async function openSource(
  reader: TableReader,
  options: Options,
  file: (path: string) => string,
): Promise<{ predictions: Predictions; model: Record<string, unknown> }> {
  const { data, model, features = [] } = options;
  // Classes, scores and features are no dates.
  const read = { options: options.reader, text: options.sensitive, isCompared: () => false };
  const from = await openTable(reader, { name: 'data', file: file(data), shown: data, ...read });
  if (model === undefined)
    return { predictions: await openPredictions(reader, from, options, options), model: {} };
  const table = { from, path: data, types: await describeColumns(reader, from) };
  const scored = await scoreRows(reader, table, { ...options, model, features }, file);
  const told = { ...options, score: scored.score };
  return {
    predictions: await openPredictions(reader, scored.from, told, told, scored.type),
    model: { model: scored.model, features },
  };
}

function measureGrouping(grouping: Grouping, overall: Counts, options: Options): Measurement[] {
  const { attribute, groups } = grouping;
  const { confidence, favourable, reference } = options;
  return [
    ...groups.flatMap(({ name, counts }) => measureGroup(counts, { attribute, group: name }, confidence)),
    ...comparisons(grouping, options.min_group).flatMap((compared) => [
      ...compareGroups(compared),
      ...measureAdverseImpact(compared, favourable, reference[attribute]),
      ...measureWorstGroup(compared, overall, favourable),
    ]),
  ];
}

/** All groups, and again only those that are large enough: a policy can judge either. */
function comparisons({ attribute, groups }: Grouping, least: number): Compared[] {
  const large = groups.filter(({ counts }) => counts.rows >= least);
  const why = (few: boolean, said: string) => (few ? said : undefined);
  return [
    {
      groups,
      labels: { attribute, groups: 'all' },
      why: why(groups.length < 2, 'there is only one group'),
    },
    {
      groups: large,
      labels: { attribute, groups: 'large' },
      why: why(large.length < 2, `fewer than two groups have ${least} rows`),
    },
  ];
}

function checkReferences(groupings: readonly Grouping[], { reference, data }: Options): void {
  for (const [attribute, name] of Object.entries(reference)) {
    const grouping = groupings.find((one) => one.attribute === attribute);
    if (!grouping)
      throw new PluginError(
        'reference',
        `\`reference\` names ${attribute}, by which no groups are formed`,
        `There are ${groupings.map((one) => one.attribute).join(', ')}.`,
      );
    if (grouping.groups.some((group) => group.name === name)) continue;
    throw new PluginError('reference', `${data}: no row of ${attribute} is in the reference group ${name}`);
  }
}

/** The worst of the single columns; null where one of them is undefined. Pairs are in the measurements. */
function headlineOf(
  rows: number,
  measurements: readonly Measurement[],
  { sensitive, label }: Options,
): NonNullable<Measured['headline']> {
  const attributes = sensitive.map((column) => attributeName([column]));
  const worst = (metric: string, worse: (...values: number[]) => number) => {
    const values = measurements
      .filter((one) => one.metric === metric && one.labels.groups === 'all')
      .filter(({ labels }) => attributes.includes(labels.attribute as string))
      .map(({ value }) => value);
    const known = values.filter((value) => value !== null);
    return known.length < values.length ? null : Number(worse(...known).toFixed(4));
  };
  return {
    rows,
    attributes: attributes.join(', '),
    demographic_parity_difference: worst('demographic_parity_difference', Math.max),
    ...(label === undefined
      ? {}
      : { equalized_odds_difference: worst('equalized_odds_difference', Math.max) }),
    adverse_impact_ratio_min: worst('adverse_impact_ratio_min', Math.min),
  };
}
