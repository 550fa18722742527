/**
 * Whether one version comes before another: dotted parts compared as numbers where both are, else as text; a version
 * with a pre-release part (1.0.0-rc1) comes before the one without (semver 2.0.0, section 11).
 */
export function isEarlier(one: string, other: string): boolean {
  const [a, b] = [one, other].map(split) as [Parts, Parts];
  const main = compareParts(a.main, b.main);
  if (main !== 0) return main < 0;
  if (a.pre.length === 0 || b.pre.length === 0) return a.pre.length > b.pre.length;
  return compareParts(a.pre, b.pre) < 0;
}

interface Parts {
  main: string[];
  pre: string[];
}

function split(version: string): Parts {
  const [plain = ''] = version.split('+');
  const dash = plain.indexOf('-');
  const main = dash === -1 ? plain : plain.slice(0, dash);
  return { main: main.split('.'), pre: dash === -1 ? [] : plain.slice(dash + 1).split('.') };
}

function compareParts(one: readonly string[], other: readonly string[]): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const [a, b] = [one[index], other[index]];
    if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
    if (a === b) continue;
    const numbers = /^\d{1,15}$/.test(a) && /^\d{1,15}$/.test(b);
    if (numbers && Number(a) !== Number(b)) return Number(a) - Number(b);
    if (!numbers) return a < b ? -1 : 1;
  }
  return 0;
}
