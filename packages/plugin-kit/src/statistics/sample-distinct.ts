/** A number that was estimated; a standard error of 0: it is exact. */
export interface Estimate {
  value: number;
  /** Relative to the value. */
  standardError: number;
}

export interface DistinctSample {
  /** Adds the first `n` of `values`; NaN is none. */
  add(values: Float64Array, n: number): void;
  estimate(): Estimate;
}

// A power of two, half of which is filled at most.
const slots = 32_768;
const mostKept = slots / 2;

/**
 * Counts different numbers in constant memory: exactly up to 16,384, beyond that from a sample of those whose hash ends
 * in as many zeros as it takes, with a relative standard error of 1.2 / √16384, about 0.9 %.
 *
 * Source: Flajolet, "On adaptive sampling", Computing 43 (1990), theorem 1.
 */
export function sampleDistinct(): DistinctSample {
  let kept = new Float64Array(slots).fill(Number.NaN);
  let [size, level, mask] = [0, 0, 0];
  const add = (value: number) => {
    const hash = hashOf(value);
    if ((hash & mask) !== 0) return;
    let slot = (hash >>> 13) & (slots - 1);
    for (; ; slot = (slot + 1) & (slots - 1)) {
      const found = kept[slot] as number;
      if (found === value) return;
      if (Number.isNaN(found)) break;
    }
    kept[slot] = value;
    size++;
  };
  const thin = () => {
    level++;
    mask = 2 ** level - 1;
    const before = kept;
    kept = new Float64Array(slots).fill(Number.NaN);
    size = 0;
    for (const value of before) if (!Number.isNaN(value)) add(value);
  };
  return {
    add(values, n) {
      for (let i = 0; i < n; i++) {
        // Plus zero: -0 is no other number than 0.
        const value = (values[i] as number) + 0;
        if (Number.isNaN(value)) continue;
        add(value);
        while (size > mostKept) thin();
      }
    },
    estimate: () => ({
      value: size * 2 ** level,
      standardError: level === 0 ? 0 : 1.2 / Math.sqrt(mostKept),
    }),
  };
}

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);

/** 32 well mixed bits of a float64: the finalizer of MurmurHash3 (Appleby) over both halves. */
function hashOf(value: number): number {
  bits[0] = value;
  let hash = Math.imul(words[0] as number, 0x85eb_ca6b) ^ Math.imul(words[1] as number, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
