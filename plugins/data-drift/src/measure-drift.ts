import { type Measured, type PluginContext, PluginError } from '@gatehouse/plugin-kit';
import { openTable, openTableReader } from '@gatehouse/plugin-kit/table';
import type { ColumnDrift, ColumnWork, Measurement } from './column-drift.ts';
import { compareCategories } from './compare-categories.ts';
import { type ColumnPair, compareColumns } from './compare-columns.ts';
import { compareNumbers } from './compare-numbers.ts';
import { type Counts, countMissing, missingShares } from './count-missing.ts';
import { describeMethods } from './methods.ts';
import type { Config } from './plugin.ts';
import { worstOf } from './worst-column.ts';

/** Compares the columns one after the other, so that memory holds no more than one column of both tables. */
export async function measureDrift({ config, file, progress }: PluginContext<Config>): Promise<Measured> {
  if (file(config.reference) === file(config.current))
    throw new PluginError('same-file', 'reference and current are one file: nothing could drift');
  const options = { bins: config.bins ?? 10, epsilon: config.epsilon ?? 1e-4 };
  const files = { [file(config.reference)]: config.reference, [file(config.current)]: config.current };
  const reader = await openTableReader(files);
  try {
    const open = (side: 'reference' | 'current') =>
      openTable(reader, { name: side, file: file(config[side]), shown: config[side] });
    const [reference, current] = [await open('reference'), await open('current')];
    const schemas = await compareColumns(reader, reference, current, config);
    progress(0.05, 'counting missing values');
    const counts = {
      reference: await countMissing(reader, reference, schemas.compared, 'reference'),
      current: await countMissing(reader, current, schemas.compared, 'current'),
    };
    const columns: ColumnDrift[] = [];
    for (const [index, pair] of schemas.compared.entries()) {
      progress(0.1 + (0.9 * index) / schemas.compared.length, pair.name);
      columns.push(await measureColumn(pair, counts, { reader, reference, current, options }));
    }
    const bothHaveRows = counts.reference.rows > 0 && counts.current.rows > 0;
    return {
      examined: bothHaveRows ? counts.current.rows : 0,
      methods: describeMethods(options),
      measurements: [
        ...overall(columns, schemas.measurements),
        ...columns.flatMap((one) => one.measurements),
      ],
      headline: headlineOf(columns),
      details: {
        rows: { reference: counts.reference.rows, current: counts.current.rows },
        ...schemas.details,
        columns: Object.fromEntries(columns.map(({ name, details }) => [name, details])),
      },
    };
  } finally {
    reader.close();
  }
}

async function measureColumn(
  pair: ColumnPair,
  counts: { reference: Counts; current: Counts },
  tables: Pick<ColumnWork, 'reader' | 'reference' | 'current' | 'options'>,
): Promise<ColumnDrift> {
  const missing = missingShares(pair.name, counts);
  const work = { ...tables, pair, valid: missing.valid };
  const drift = await (pair.kind === 'categorical' ? compareCategories(work) : compareNumbers(work));
  return {
    name: pair.name,
    measurements: [...drift.measurements, ...missing.measurements],
    details: { kind: pair.kind, ...missing.details, ...drift.details },
  };
}

function overall(columns: ColumnDrift[], schemas: Measurement[]): Measurement[] {
  return [worstOf('psi', columns).measurement, worstOf('ks', columns).measurement, ...schemas];
}

function headlineOf(columns: ColumnDrift[]): NonNullable<Measured['headline']> {
  const rounded = (value: number | null) => (value === null ? null : Number(value.toFixed(4)));
  const [psi, ks] = [worstOf('psi', columns), worstOf('ks', columns)];
  return {
    columns: columns.length,
    psi_max: rounded(psi.measurement.value),
    psi_max_column: psi.column,
    ks_max: rounded(ks.measurement.value),
    ks_max_column: ks.column,
  };
}
