/**
 * A path with `/` between its parts, without `.`, `..` and empty parts: `C:\a\.\b.cs` is `C:/a/b.cs`. An absolute path stays
 * one, and what leads out of its folder is left out, as nothing is opened by it.
 */
export function normalisePath(path: string): string {
  const plain = path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^file:\/\/(?=\/)/, '');
  const parts: string[] = [];
  for (const part of plain.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (plain.startsWith('/') && parts.length > 0 ? '/' : '') + parts.join('/');
}

/** Whether a path, as normalisePath writes it, begins at a root or a drive. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//.test(path);
}

/** The part of a path behind the last dot, in lower case: what kind of source it is. Empty where there is none. */
export function kindOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}
