import { PluginError } from '../define-plugin.ts';

/** The names of columns, from the fields of the first line. Throws PluginError `duplicate-column`. */
export function nameColumns(fields: readonly string[], header: boolean, shown: string): string[] {
  const digits = String(Math.max(fields.length - 1, 0)).length;
  const names = fields.map((field, index) => {
    const name = header ? field.trim() : '';
    return name === '' ? `column${String(index).padStart(digits, '0')}` : name;
  });
  refuseRepeated(shown, names);
  return tellCaseApart(names, shown);
}

// One column would have the name that another one has in the file.
function refuseTaken(shown: string, names: readonly string[], told: readonly string[]): void {
  const at = told.findIndex((name, index) => name !== names[index] && names.includes(name));
  if (at < 0) return;
  throw new PluginError(
    'duplicate-column',
    `${shown} has columns whose names differ only in case, and \`${told[at]}\`, as \`${names[at]}\` would be called`,
    'Give each column a name of its own.',
  );
}

/** Of two columns of one name the first would be taken, and nobody would have said that it is meant. */
export function refuseRepeated(shown: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated === undefined) return;
  throw new PluginError(
    'duplicate-column',
    `${shown} has several columns named \`${repeated}\`: which of them is meant can not be told`,
    'Give each column a name of its own.',
  );
}

/**
 * To DuckDB `id` and `ID` are one name: the later one is called as it calls it in a Parquet file. Throws PluginError
 * `duplicate-column` where that is the name of another one.
 */
export function tellCaseApart(names: readonly string[], shown: string): string[] {
  const seen = new Set<string>();
  const told = names.map((name, index) => {
    let own = name;
    for (let n = 1; seen.has(own.toLowerCase()); n++) own = `${name}_${n}`;
    seen.add(own.toLowerCase());
    return index === 0 ? name : own;
  });
  refuseTaken(shown, names, told);
  return told;
}
