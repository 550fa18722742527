type Columns = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * What tiers or profiles demand as rows, one column each: every item that any of them lists, with `●` where it is
 * always asked, and else the conditions under which it is. Keys that are not known are shown as they are, so that a new
 * one is never left out.
 */
export function demandRows(columns: Columns): string[][] {
  const all = Object.values(columns);
  const keys = [...new Set(all.flatMap((column) => Object.keys(column)))].filter(
    (key) => !told.includes(key),
  );
  return keys.flatMap((key) => {
    const cells = all.map((column) => cellsOf(key, column[key]));
    const items = [...new Set(cells.flatMap((cell) => Object.keys(cell)))];
    if (items.length === 0) return [];
    const group = [`**${words(key)}**`, ...all.map(() => '')];
    if (items.length === 1 && items[0] === '')
      return [[group[0] as string, ...cells.map((cell) => cell[''] ?? '')]];
    return [group, ...items.map((item) => [item, ...cells.map((cell) => cell[item] ?? '')])];
  });
}

// A heading, or nothing to compare.
const told = ['title', 'rank', 'version'];

type Cells = Record<string, string>;

function cellsOf(key: string, value: unknown): Cells {
  if (value === undefined || value === null) return {};
  if (key === 'implied_by') return { '': (value as string[][]).map((all) => all.join(' + ')).join('; ') };
  if (key === 'bounds') return boundCells(value as Bound[]);
  if (key === 'modules') return moduleCells(value as Record<string, Module>);
  if (key === 'at_least') return numberCells(value, '≥');
  if (key === 'at_most') return numberCells(value, '≤');
  if (Array.isArray(value)) return Object.fromEntries(value.map((item) => [String(item), '●']));
  if (typeof value !== 'object') return { '': String(value) };
  const entries = Object.entries(value);
  return entries.every(([, below]) => Array.isArray(below))
    ? conditionCells(entries as [string, unknown[]][])
    : Object.fromEntries(entries.map(([name, below]) => [words(name), String(below)]));
}

function conditionCells(entries: readonly [string, unknown[]][]): Cells {
  const cells: Cells = {};
  for (const [condition, items] of entries) {
    for (const item of items.map(String)) {
      const said = condition === 'always' ? '●' : words(condition);
      cells[item] = cells[item] === undefined ? said : `${cells[item]}, ${said}`;
    }
  }
  return cells;
}

function numberCells(value: unknown, sign: string): Cells {
  return Object.fromEntries(
    Object.entries(value as object).map(([name, number]) => [words(name), `${sign} ${number}`]),
  );
}

type Bound = Record<string, unknown>;

function boundCells(bounds: readonly Bound[]): Cells {
  return Object.fromEntries(
    bounds.map(({ plugin, metric, where, ...limits }) => {
      const about = where === undefined ? '' : ` ${JSON.stringify(where)}`;
      const said = Object.entries(limits).map(([name, number]) => `${words(name)} ${number}`);
      return [`${plugin}: ${metric}${about}`, said.join(', ')];
    }),
  );
}

interface Module {
  items?: Record<string, { question?: string }>;
}

function moduleCells(modules: Readonly<Record<string, Module>>): Cells {
  return Object.fromEntries(
    Object.values(modules).flatMap(({ items = {} }) =>
      Object.entries(items).map(([id, { question }]) => [question ?? id, '●']),
    ),
  );
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}
