import { GatehouseError } from '@gatehouse/contracts';

/**
 * A word that was meant as a command is taken for a release by the default command. Throws `usage.unknown` when
 * a name without a slash is near to a command's name.
 */
export function refuseMistypedCommand(names: readonly string[], commands: readonly string[]): void {
  const [word] = names;
  if (word === undefined || word.includes('/')) return;
  const near = commands.find(
    (command) => distance(word, command) <= Math.max(1, Math.floor(command.length / 3)),
  );
  if (near === undefined || near === word) return;
  throw new GatehouseError('usage.unknown', `unknown command ${JSON.stringify(word)}`, {
    hint: `Did you mean ${near}? (If it is a release: pnpm gate check ${word})`,
  });
}

/** The edit distance (insert, delete, replace, swap neighbours), after Damerau. */
export function distance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, i) => [i, ...Array<number>(other.length).fill(0)]);
  for (let j = 0; j <= other.length; j += 1) (rows[0] as number[])[j] = j;
  const at = (i: number, j: number) => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= one.length; i += 1) {
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let best = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        best = Math.min(best, at(i - 2, j - 2) + 1);
      (rows[i] as number[])[j] = best;
    }
  }
  return at(one.length, other.length);
}
