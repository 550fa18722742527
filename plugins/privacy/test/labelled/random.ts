/** Numbers from 0 to below 1 that are the same in every run. Source: mulberry32, T. Ettinger. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export interface Draw {
  digits(length: number): string;
  hex(length: number): string;
  letters(length: number): string;
  below(end: number): number;
  one<T>(list: readonly T[]): T;
}

export function drawer(seed: number): Draw {
  const random = seeded(seed);
  const below = (end: number) => Math.floor(random() * end);
  const text = (alphabet: string) => (length: number) =>
    Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
  return {
    below,
    digits: text('0123456789'),
    hex: text('0123456789abcdef'),
    letters: text('ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
    one: (list) => list[below(list.length)] as never,
  };
}
