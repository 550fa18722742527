import { distance } from './suggest-command.ts';

/** The known words that are nearest to one that is not known, the nearest first; those that contain it count as near. */
export function nearest(word: string, known: readonly string[], most = 3): string[] {
  const limit = Math.max(2, Math.floor(word.length / 3));
  const near = (one: string) => (one.includes(word) ? 0 : nameDistance(word, one));
  return known
    .map((one) => ({ one, far: near(one) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.one < b.one ? -1 : 1))
    .slice(0, most)
    .map(({ one }) => one);
}

// Of `<gate>.<reason>`, people often remember the reason alone.
function nameDistance(word: string, one: string): number {
  const last = one.slice(one.lastIndexOf('.') + 1);
  return Math.min(distance(word, one), word.includes('.') ? Number.POSITIVE_INFINITY : distance(word, last));
}
