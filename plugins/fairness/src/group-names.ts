const between = ' × ';

/** The name of the group of rows without a value. */
export const missing = '(missing)';

/** A column, or a pair of them, as the label `attribute`. */
export function attributeName(columns: readonly string[]): string {
  return columns.map(escapeName).join(between);
}

/** The values of a group, one for each column of its attribute, as the label `group`. No two groups share a name. */
export function groupName(values: readonly (string | null)[]): string {
  return values.map(valueName).join(between);
}

function valueName(value: string | null): string {
  if (value === null) return missing;
  if (value === '') return '(empty)';
  return value === missing || value === '(empty)' ? `\\${value}` : escapeName(value);
}

function escapeName(text: string): string {
  return text.replaceAll(/[\\×]/g, '\\$&');
}

/** A few names in words; the rest as a number. */
export function listNames(names: readonly string[]): string {
  const most = 10;
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
