import { isPresent, type PlannedCheck, quoteName, type TableColumns } from '@gatehouse/plugin-kit/table';
import { type PhysicalType, readableAs, suitsLogicalType } from './column-types.ts';
import type { Contract, ContractColumn, QualityRule, Unchecked } from './contract.ts';
import { noColumn } from './no-column.ts';
import { planOption, type TableColumn } from './plan-options.ts';
import { planColumnMetric, planTableMetric } from './plan-quality.ts';

/** A rule of the contract; `column` is '' for one of the whole table. */
export interface PlannedRule {
  column: string;
  rule: string;
  planned: PlannedCheck;
  /** For a rule of the library: what the number must be. */
  quality?: QualityRule;
}

export interface ContractedTable {
  rows: number;
  columns: TableColumns;
  /** Whether the file itself knows types: Parquet does, text does not. */
  typed: boolean;
  physicalTypes: ReadonlyMap<string, PhysicalType | undefined>;
}

/** All rules of a contract, in its order, and what of it can not be checked. Throws PluginError `contract-invalid`. */
export function planRules(
  contract: Contract,
  table: ContractedTable,
): { rules: PlannedRule[]; unchecked: Unchecked[] } {
  const unchecked = [...contract.unchecked];
  const rules = contract.columns.flatMap((column) => planColumn(column, table, unchecked));
  const columnOf = (property: string) => {
    const name = contract.columns.find((one) => one.name === property)?.column ?? property;
    const type = table.columns.get(name);
    return type === undefined ? undefined : { name, type };
  };
  const ofTable = contract.quality.map((quality) => ({
    column: quality.arguments.properties?.join(', ') ?? '',
    rule: quality.metric,
    planned: planTableMetric(quality, table.rows, columnOf, table.columns.keys()),
    quality,
  }));
  return {
    rules: [...rules, ...planPrimaryKey(contract, columnOf, table.columns.keys()), ...ofTable],
    unchecked,
  };
}

function planColumn(column: ContractColumn, table: ContractedTable, unchecked: Unchecked[]): PlannedRule[] {
  const name = column.column;
  const type = table.columns.get(name);
  const rules: PlannedRule[] = [];
  const plan = (rule: string, make: (found: TableColumn) => PlannedCheck, quality?: QualityRule) => {
    const planned =
      type === undefined ? { unmeasured: noColumn([name], table.columns.keys()) } : make({ name, type });
    rules.push({ column: name, rule, planned, ...(quality ? { quality } : {}) });
  };
  const skip = (rule: string, why: string) => {
    unchecked.push({ column: name, rule, why });
  };
  rules.push({ column: name, rule: 'exists', planned: once(type !== undefined) });
  const { logicalType, physicalType } = column;
  if (logicalType !== undefined)
    plan('logicalType', (found) => once(suitsLogicalType(found.type, logicalType, table.typed)));
  const readable = type === 'VARCHAR' && logicalType && readableAs(logicalType, quoteName(name));
  if (readable) plan('readable', (found) => ofPresent(found, readable));
  if (physicalType !== undefined) planPhysicalType(physicalType, table, plan, skip);
  if (column.required || column.primaryKey) plan('required', notNull);
  if (column.unique) plan('unique', unique);
  for (const option of Object.keys(column.options)) {
    const example = type ?? '';
    const suits = logicalType !== undefined && suitsLogicalType(example, logicalType, true);
    if (!suits) plan(option, (found) => ({ unmeasured: `${name} is ${found.type}, not ${logicalType}` }));
    else {
      const planned = planOption(column, option, { name, type: example });
      if ('unchecked' in planned) skip(option, planned.unchecked);
      else plan(option, () => planned);
    }
  }
  for (const quality of column.quality)
    plan(quality.metric, (found) => planColumnMetric(quality, found), quality);
  return rules;
}

function planPhysicalType(
  text: string,
  table: ContractedTable,
  plan: (rule: string, make: (found: TableColumn) => PlannedCheck) => void,
  skip: (rule: string, why: string) => void,
): void {
  const physical = table.physicalTypes.get(text);
  if (!table.typed || physical === undefined) {
    skip('physicalType', table.typed ? `${text} is no type of DuckDB` : 'a text file has no physical types');
    return;
  }
  plan('physicalType', ({ type }) => once(type === physical.type));
  if (physical.length !== undefined)
    plan('physicalLength', ({ name, type }) =>
      type === 'VARCHAR'
        ? ofPresent({ name, type }, `length(${quoteName(name)}) <= ${physical.length}`)
        : { unmeasured: `${name} is ${type}, not text` },
    );
}

function planPrimaryKey(
  { columns }: Contract,
  columnOf: (property: string) => TableColumn | undefined,
  names: Iterable<string>,
): PlannedRule[] {
  const key = columns.filter(({ primaryKey }) => primaryKey);
  if (key.length === 0) return [];
  const column = key.map((one) => one.column).join(', ');
  const missing = key.filter(({ name }) => columnOf(name) === undefined);
  const planned: PlannedCheck =
    missing.length > 0
      ? {
          unmeasured: noColumn(
            missing.map((one) => one.column),
            names,
          ),
        }
      : { repeats: { columns: key.map((one) => one.column), examined: 'true' } };
  return [{ column, rule: 'primaryKey', planned }];
}

function once(kept: boolean): PlannedCheck {
  return { known: { examined: 1, unexpected: kept ? 0 : 1, examples: [] } };
}

function ofPresent({ name, type }: TableColumn, expected: string): PlannedCheck {
  return { rows: { examined: isPresent(name, type), expected, shown: quoteName(name) } };
}

function notNull({ name, type }: TableColumn): PlannedCheck {
  return { rows: { examined: 'true', expected: isPresent(name, type), shown: quoteName(name) } };
}

function unique({ name, type }: TableColumn): PlannedCheck {
  return { repeats: { columns: [name], examined: isPresent(name, type) } };
}
