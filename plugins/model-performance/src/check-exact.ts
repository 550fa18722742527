import { PluginError } from '@gatehouse/plugin-kit';
import { quoteName, type Table, type TableReader } from '@gatehouse/plugin-kit/table';

// Integers of fewer digits, and what is a float64 already, lose nothing.
const large = /^(U?BIGINT|U?HUGEINT|DECIMAL\([\d,]+\))$/;

/**
 * Throws PluginError with `code` for whole numbers above 2^53 that a float64 cannot hold: an error of 1 would be read as
 * 0 or 2.
 */
export async function checkExact(
  reader: TableReader,
  { from, path, types }: Table,
  columns: readonly string[],
  code: string,
): Promise<void> {
  for (const name of columns) {
    const type = types.get(name) as string;
    if (!large.test(type)) continue;
    const [column, double] = [quoteName(name), `CAST(${quoteName(name)} AS DOUBLE)`];
    const [row = {}] = await reader.rows(
      `SELECT count_if(abs(${double}) > ${2 ** 53} AND TRY_CAST(${double} AS ${type}) IS DISTINCT FROM ${column})::DOUBLE
         AS n FROM ${from}`,
    );
    if (Number(row.n) === 0) continue;
    throw new PluginError(
      code,
      `${path}: ${row.n} values of \`${name}\` (${type}) are above 2^53, where whole numbers cannot be told apart`,
      'Subtract the same offset from the true and the predicted values, or give them in a larger unit.',
    );
  }
}
