/** The types of floating-point tensors. */
export type FloatType = 'float16' | 'float32' | 'float64';

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** A number as the 16 bits of a half-precision one, rounded to the nearest, half to even (IEEE 754 binary16). */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (Number.isNaN(value)) return 0x7e00;
  const size = Math.abs(value);
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  // The distance of two half-precision numbers of this size; below 2^-14 they are evenly spaced.
  const step = 2 ** (Math.max(-14, exponentOf(size)) - 10);
  const rounded = roundHalfToEven(size / step) * step;
  if (rounded >= 65_536) return sign | 0x7c00;
  if (rounded < 2 ** -14) return sign | (rounded * 2 ** 24);
  const exponent = exponentOf(rounded);
  return sign | ((exponent + 15) << 10) | ((rounded / 2 ** exponent - 1) * 1024);
}

/** The number that 16 bits of half precision stand for. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(half >> 10) & 0x1f, half & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A number rounded to what a type can hold. */
export function roundTo(type: FloatType, value: number): number {
  if (type === 'float64') return value;
  return type === 'float32' ? Math.fround(value) : fromHalf(toHalf(value));
}

// What is too small for single precision is so for half precision too.
function exponentOf(size: number): number {
  single[0] = size;
  return (((bits[0] as number) >>> 23) & 0xff) - 127;
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
