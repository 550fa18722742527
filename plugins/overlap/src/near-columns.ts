import { PluginError } from '@gatehouse/plugin-kit';
import type { AgreedColumn } from './agree-columns.ts';
import type { Near, Tolerance } from './config.ts';

/** What has to be equal, and what within a distance. */
export interface NearColumns {
  equal: AgreedColumn[];
  within: { column: AgreedColumn; tolerance: Required<Tolerance> }[];
}

/** Throws PluginError `bad-config` for a tolerance that would do nothing, `column-type` for one of what is no number. */
export function nearColumns(
  { columns, tolerance = {} }: Near,
  agreed: ReadonlyMap<string, AgreedColumn>,
): NearColumns {
  const unknown = Object.keys(tolerance).find((name) => !columns.includes(name));
  if (unknown !== undefined)
    throw new PluginError(
      'bad-config',
      `\`tolerance\` names ${unknown}, which is none of the columns of \`near\``,
      'Name it there too.',
    );
  const result: NearColumns = { equal: [], within: [] };
  for (const name of new Set(columns)) {
    const column = agreed.get(name) as AgreedColumn;
    const given = tolerance[name];
    if (given === undefined) {
      result.equal.push(folded(column));
      continue;
    }
    const { absolute = 0, relative = 0 } = given;
    if (absolute === 0 && relative === 0)
      throw new PluginError(
        'bad-config',
        `the tolerance of ${name} is nothing`,
        'Give `absolute` or `relative`; without a tolerance numbers have to be equal.',
      );
    if (!column.isNumber)
      throw new PluginError(
        'column-type',
        `${name} has a tolerance, and is ${column.as}, no number`,
        'Take its tolerance away, or declare under `reader` that it is a number.',
      );
    result.within.push({ column: asDouble(column), tolerance: { absolute, relative } });
  }
  return result;
}

function folded(column: AgreedColumn): AgreedColumn {
  if (column.as !== 'VARCHAR' && !column.as.startsWith('ENUM(')) return column;
  return { ...column, forms: column.forms.map((form) => `fold_text(CAST(${form} AS VARCHAR))`) };
}

function asDouble(column: AgreedColumn): AgreedColumn {
  return { ...column, forms: column.forms.map((form) => `CAST(${form} AS DOUBLE)`) };
}
