/**
 * The sum of `of(0)` to `of(n - 1)`, in which what rounding loses is added up by itself: it is off by the last bits,
 * whatever the order and number of the terms. Infinite or NaN where a term or a sum is.
 *
 * Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974).
 */
export function sumOf(n: number, of: (index: number) => number): number {
  let [sum, lost] = [0, 0];
  for (let index = 0; index < n; index++) {
    const term = of(index);
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  // Of infinite terms nothing was lost, and the difference is no number.
  return Number.isFinite(sum) ? sum + lost : sum;
}
