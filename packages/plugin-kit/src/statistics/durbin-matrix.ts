/**
 * P(D < d) of the two-sided Kolmogorov–Smirnov statistic of n values, exactly: n!/n^n times the middle element of the
 * n-th power of Durbin's matrix. For 1 < n·d; the cost grows as (n·d)³·log n.
 *
 * Source: Marsaglia, Tsang & Wang, "Evaluating Kolmogorov's distribution", Journal of Statistical Software 8/18 (2003).
 */
export function durbinCdf(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const middle = (k - 1) * size + (k - 1);
  const power = matrixPower({ cells: durbinMatrix(size, k - n * d), exponent: 0 }, size, n);
  // n!/n^n is multiplied in bit by bit, with the exponent apart, because it leaves the range of a number.
  let result = power.cells[middle] as number;
  let exponent = power.exponent;
  for (let i = 1; i <= n; i++) {
    result *= i / n;
    if (result >= small) continue;
    result /= small;
    exponent++;
  }
  return result * small ** exponent;
}

const small = 2 ** -460;

function durbinMatrix(size: number, h: number): Float64Array {
  const cells = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= Math.min(row + 1, size - 1); column++) {
      let value = 1;
      if (column === 0) value -= h ** (row + 1);
      if (row === size - 1) value -= h ** (size - column);
      if (column === 0 && row === size - 1 && h > 0.5) value += (2 * h - 1) ** size;
      for (let factor = 2; factor <= row - column + 1; factor++) value /= factor;
      cells[row * size + column] = value;
    }
  return cells;
}

/** The matrix `cells`·small^exponent: no cell overflows. */
interface Scaled {
  cells: Float64Array;
  exponent: number;
}

function matrixPower(base: Scaled, size: number, n: number): Scaled {
  if (n === 1) return base;
  const half = matrixPower(base, size, Math.floor(n / 2));
  const square = multiply(half, half, size);
  return n % 2 === 0 ? square : multiply(square, base, size);
}

function multiply(a: Scaled, b: Scaled, size: number): Scaled {
  const cells = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let inner = 0; inner < size; inner++) {
      const factor = a.cells[row * size + inner] as number;
      for (let column = 0; column < size; column++)
        cells[row * size + column] =
          (cells[row * size + column] as number) + factor * (b.cells[inner * size + column] as number);
    }
  const middle = cells[((size - 1) / 2) * (size + 1)] as number;
  const exponent = a.exponent + b.exponent;
  return middle > 1 / small
    ? { cells: cells.map((cell) => cell * small), exponent: exponent - 1 }
    : { cells, exponent };
}
