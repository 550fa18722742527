import { type Measurement, measurement, rounded } from './measurement.ts';
import type { SensitiveColumn } from './sensitive-column.ts';
import type { Table } from './table.ts';

/**
 * The smallest diversity of a sensitive column in any class: how many values it has, and the exponential of the
 * entropy of its values, ln(N) − Σ n ln(n) / N. Rows without a value are left out.
 *
 * Source: Machanavajjhala, Kifer, Gehrke & Venkitasubramaniam, "l-diversity", ACM TKDD 1 (2007), section 4.
 */
export async function measureDiversity(
  { reader, rows: all }: Table,
  { name, classes, rows, n }: SensitiveColumn,
  allClasses: number,
): Promise<Measurement[]> {
  const [row = {}] = await reader.rows(
    `SELECT count(*)::DOUBLE AS classes, min(l)::DOUBLE AS l, min(entropy)::DOUBLE AS entropy FROM (
       SELECT count(*) AS l, ln(sum(n)) - sum(n * ln(n)) / sum(n) AS entropy FROM (
         SELECT ${classes}, count(*)::DOUBLE AS n FROM ${rows} GROUP BY ${classes}, s
       ) GROUP BY ${classes})`,
  );
  const labels = { column: name };
  const empty = allClasses - Number(row.classes);
  const why = n === 0 ? 'the column has no value' : undefined;
  const note = empty > 0 ? `${empty} classes have no value of it and do not count` : undefined;
  const entropy = rounded(Math.exp(Number(row.entropy)));
  return [
    measurement('l_diversity', why === undefined ? Number(row.l) : null, n, labels, why ?? note),
    measurement('l_diversity_entropy', why === undefined ? entropy : null, n, labels, why ?? note),
    measurement('classes_without_value', empty, allClasses, labels),
    measurement('sensitive_missing_share', (all - n) / all, all, labels),
  ];
}
