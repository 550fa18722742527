import { isDeepStrictEqual } from 'node:util';
import type { ChangeKind } from './compare-options.ts';
import { compareOptions } from './compare-options.ts';
import type { Contract, ContractColumn } from './contract.ts';

/** A difference to the previous contract. */
export interface Change {
  /** As in the contract; '' for the whole object. */
  column: string;
  change: string;
  kind: ChangeKind;
}

/**
 * What changed since the previous contract. Breaking: data or programs that kept to the old one may break now (a
 * column removed or renamed, another type, anything newly demanded). Loosened: less is promised than before, which
 * those who read the data may notice. Compatible: neither.
 */
export function compareContracts(previous: Contract, current: Contract): Change[] {
  const byName = (contract: Contract) => new Map(contract.columns.map((column) => [column.name, column]));
  const [before, after] = [byName(previous), byName(current)];
  const removed = previous.columns.filter(({ name }) => !after.has(name));
  const added = current.columns.filter(({ name }) => !before.has(name));
  return [
    ...removed.map(({ name }) => change(name, 'removed', 'breaking')),
    ...added.map((column) => change(column.name, ...addition(column))),
    ...current.columns.flatMap((column) => {
      const old = before.get(column.name);
      return old ? compareColumns(old, column) : [];
    }),
    ...compareQuality('', previous.quality, current.quality),
  ];
}

function change(column: string, what: string, kind: ChangeKind): Change {
  return { column, change: what, kind };
}

function addition({ required, primaryKey }: ContractColumn): [string, ChangeKind] {
  return required || primaryKey ? ['added, and required', 'breaking'] : ['added', 'compatible'];
}

function compareColumns(old: ContractColumn, now: ContractColumn): Change[] {
  const { name } = now;
  const changes: Change[] = [];
  const say = (what: string, kind: ChangeKind) => changes.push(change(name, what, kind));
  if (old.column !== now.column) say(`physicalName ${old.column} became ${now.column}`, 'breaking');
  if (old.logicalType !== now.logicalType)
    say(`logicalType ${old.logicalType ?? 'none'} became ${now.logicalType ?? 'none'}`, typeChange(old, now));
  if (old.physicalType?.toLowerCase() !== now.physicalType?.toLowerCase())
    say(
      `physicalType ${old.physicalType ?? 'none'} became ${now.physicalType ?? 'none'}`,
      now.physicalType === undefined ? 'loosened' : 'breaking',
    );
  for (const flag of ['required', 'unique'] as const)
    if (old[flag] !== now[flag])
      say(now[flag] ? `newly ${flag}` : `no longer ${flag}`, now[flag] ? 'breaking' : 'loosened');
  if (old.primaryKey !== now.primaryKey)
    say(now.primaryKey ? 'newly in the primary key' : 'no longer in the primary key', 'breaking');
  const options = compareOptions(old.options, now.options).map(([what, kind]) => change(name, what, kind));
  return [...changes, ...options, ...compareQuality(name, old.quality, now.quality)];
}

// Whole numbers are numbers too; every other change of type is another type.
function typeChange(old: ContractColumn, now: ContractColumn): ChangeKind {
  if (now.logicalType === undefined) return 'loosened';
  return old.logicalType === 'integer' && now.logicalType === 'number' ? 'loosened' : 'breaking';
}

function compareQuality(
  column: string,
  old: ContractColumn['quality'],
  now: ContractColumn['quality'],
): Change[] {
  const lacks = (rules: ContractColumn['quality']) => (rule: ContractColumn['quality'][number]) =>
    !rules.some((one) => isDeepStrictEqual({ ...one, name: '' }, { ...rule, name: '' }));
  return [
    ...old.filter(lacks(now)).map((rule) => change(column, `rule ${rule.metric} removed`, 'loosened')),
    ...now.filter(lacks(old)).map((rule) => change(column, `rule ${rule.metric} added`, 'breaking')),
  ];
}
