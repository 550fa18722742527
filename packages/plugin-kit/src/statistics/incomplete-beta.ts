/**
 * The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 ≤ x ≤ 1, to nine digits or more of the
 * result itself, however small it is.
 *
 * Source: the continued fraction NIST DLMF 8.17.22, evaluated by Lentz's method (Thompson & Barnett 1986).
 *
 * @param y 1 − x, where it is known better than the subtraction can tell
 */
export function regularizedBeta(a: number, b: number, x: number, y = 1 - x): number {
  if (!(a > 0 && b > 0 && x >= 0 && y >= 0)) throw new RangeError(`I_x(a, b) at a ${a}, b ${b}, x ${x}`);
  if (x === 0) return 0;
  if (y === 0) return 1;
  // Where the fraction converges fast; on the other side the answer is one minus a small number.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedBeta(b, a, y, x);
  const power = a * logOf(x, y) + b * logOf(y, x) - logBeta(a, b);
  return (Math.exp(power) / a) * continuedFraction(a, b, x);
}

/** ln B(a, b), for a, b > 0; the arguments are shifted to where Stirling's series holds, so large ones do not cancel. */
export function logBeta(a: number, b: number): number {
  if (a > b) return logBeta(b, a);
  // B(a, b) = B(a + 1, b)·(a + b)/a, NIST DLMF 5.12.1 with 5.5.1.
  if (a < large) return logBeta(a + 1, b) + Math.log1p(b / a);
  const correction = stirlingRest(a) + stirlingRest(b) - stirlingRest(a + b);
  const ratio = a / (a + b);
  return (
    Math.log(2 * Math.PI) / 2 -
    Math.log(b) / 2 +
    correction +
    (a - 0.5) * Math.log(ratio) +
    b * Math.log1p(-ratio)
  );
}

// ln x; where x is near to 1, from what it lacks.
function logOf(x: number, complement: number): number {
  return x > 0.5 ? Math.log1p(-complement) : Math.log(x);
}

const large = 15;

// ln Γ(x) − ((x − ½)·ln x − x + ½·ln 2π), NIST DLMF 5.11.1.
function stirlingRest(x: number): number {
  const square = x * x;
  return (
    (1 / 12 -
      (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square) / square) /
        square) /
    x
  );
}

function continuedFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const most = 100_000;
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= most; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 4 * Number.EPSILON) return value;
  }
  throw new RangeError(`the incomplete beta function does not converge at a ${a}, b ${b}, x ${x}`);

  function nonZero(number: number): number {
    return Math.abs(number) < tiny ? tiny : number;
  }
}
