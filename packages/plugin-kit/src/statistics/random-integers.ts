const size = 624;
const middle = 397;

/**
 * A function that gives whole numbers from 0 to `below` − 1, all equally likely and the same for the same seed: the
 * Mersenne Twister MT19937, cut to the bits that `below` needs, with numbers that are too large thrown away. NumPy's
 * `RandomState(seed).randint(0, below)` gives the same numbers.
 *
 * Source: Matsumoto & Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998); seeded as in their mt19937ar.c (2002).
 *
 * @param seed a whole number from 0 to 2^32 − 1; `below` is at most 2^31
 */
export function randomIntegers(seed: number): (below: number) => number {
  const next = signedBits(seed);
  return (below) => {
    const mask = below <= 1 ? 0 : 0x7fffffff >>> (Math.clz32(below - 1) - 1);
    if (mask === 0) return 0;
    for (;;) {
      const value = next() & mask;
      if (value < below) return value;
    }
  };
}

/** The generator itself: whole numbers from 0 to 2^32 − 1. */
export function mersenneTwister(seed: number): () => number {
  const next = signedBits(seed);
  return () => next() >>> 0;
}

// Signed, because JavaScript computes with these as integers, and with larger ones as floating-point numbers.
function signedBits(seed: number): () => number {
  const state = new Int32Array(size);
  state[0] = seed;
  for (let i = 1; i < size; i++) {
    const before = state[i - 1] as number;
    state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
  }
  let at = size;
  return () => {
    if (at === size) {
      renew(state);
      at = 0;
    }
    let y = state[at++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  };
}

function renew(state: Int32Array): void {
  for (let i = 0; i < size; i++) {
    const after = state[(i + 1) % size] as number;
    const y = ((state[i] as number) & 0x80000000) | (after & 0x7fffffff);
    state[i] = (state[(i + middle) % size] as number) ^ (y >>> 1) ^ (-(after & 1) & 0x9908b0df);
  }
}
