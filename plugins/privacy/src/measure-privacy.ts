import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { describeColumns, openTable, openTableReader, tellReadings } from '@gatehouse/plugin-kit/table';
import type { Config } from './config.ts';
import { findLeaks } from './find-leaks.ts';
import { findPersonalData } from './find-personal-data.ts';
import { measureAnonymity } from './measure-anonymity.ts';
import type { Measurement } from './measurement.ts';
import { describeMethods } from './methods.ts';
import type { Table } from './table.ts';

/** Looks for personal data, then measures anonymity and looks for identities where the configuration asks for it. */
export async function measurePrivacy({ config, file, progress }: PluginContext<Config>): Promise<Measured> {
  checkConfig(config, file);
  const { data, identified } = config;
  const files = {
    [file(data)]: data,
    ...(identified === undefined ? {} : { [file(identified)]: identified }),
  };
  const reader = await openTableReader(files);
  try {
    // Personal data is looked for in what is written.
    const read = {
      options: config.reader,
      text: config.quasi_identifiers ?? [],
      isCompared: () => false,
    };
    const from = await openTable(reader, { name: 'data', file: file(data), shown: data, ...read });
    const [row = {}] = await reader.rows(`SELECT count(*)::DOUBLE AS n FROM ${from}`);
    const rows = Number(row.n);
    if (rows === 0)
      return { examined: 0, methods: {}, measurements: [], details: { note: 'the table has no rows' } };
    const table: Table = { reader, from, types: await describeColumns(reader, from), files, rows };
    const found = await findPersonalData(table, config, (share, doing) => progress(share * 0.6, doing));
    progress(0.6, 'counting classes');
    const anonymity = await measureAnonymity(table, config);
    const leaks = await findLeaks(table, config, file, (share, doing) => progress(0.7 + share * 0.3, doing));
    const measurements = [found, anonymity, leaks].flatMap((part) => part.measurements);
    return {
      examined: rows,
      methods: describeMethods(config),
      measurements,
      headline: headlineOf(rows, measurements),
      details: {
        rows,
        ...found.details,
        ...anonymity.details,
        ...leaks.details,
        ...tellReadings(reader.readings, config.reader),
      },
    };
  } finally {
    reader.close();
  }
}

/** Throws PluginError `config` or `same-file`: a field that would do nothing must not look as if it did. */
function checkConfig(config: Config, file: (path: string) => string): void {
  const {
    data,
    identified,
    identified_columns: columns,
    quasi_identifiers,
    sensitive = [],
    ordered = {},
  } = config;
  const refuse = (message: string) => {
    throw new PluginError('config', message, 'Correct the configuration.');
  };
  if (sensitive.length > 0 && quasi_identifiers === undefined)
    refuse('`sensitive` needs `quasi_identifiers`: without them there are no classes of rows');
  const both = sensitive.filter((name) => quasi_identifiers?.includes(name));
  if (both.length > 0) refuse(`both sensitive and quasi-identifier: ${both.join(', ')}`);
  for (const names of [sensitive, quasi_identifiers ?? [], columns ?? [], config.kinds ?? []])
    if (new Set<string>(names).size !== names.length) refuse(`named twice: ${names.join(', ')}`);
  const unordered = Object.keys(ordered).filter((name) => !sensitive.includes(name));
  if (unordered.length > 0)
    refuse(`\`ordered\` names columns that are not sensitive: ${unordered.join(', ')}`);
  if ((identified === undefined) !== (columns === undefined))
    refuse('`identified` and `identified_columns` need each other');
  if (config.min_length !== undefined && identified === undefined) refuse('`min_length` needs `identified`');
  if (identified !== undefined && file(identified) === file(data))
    throw new PluginError('same-file', 'data and identified are one file');
}

function headlineOf(rows: number, measurements: readonly Measurement[]): NonNullable<Measured['headline']> {
  const values = (metric: string) => measurements.filter((one) => one.metric === metric);
  const kinds = values('personal_data_cells').filter(
    ({ labels, value }) => !labels.column && Number(value) > 0,
  );
  const lowest = (metric: string) => {
    const all = values(metric).map(({ value }) => value);
    if (all.length === 0) return {};
    return { [metric]: all.some((value) => value === null) ? null : Math.min(...all.map(Number)) };
  };
  const leaked = values('leaked_cells').filter(({ labels }) => !labels.column);
  return {
    rows,
    personal_data_columns: values('personal_data_columns')[0]?.value ?? null,
    personal_data_kinds: kinds.map(({ labels }) => labels.kind).join(', '),
    ...lowest('k_anonymity'),
    ...lowest('l_diversity'),
    ...Object.fromEntries(leaked.map(({ value }) => ['leaked_cells', value])),
  };
}
